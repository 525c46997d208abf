import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { noticeMemory } from "../memory-notice.ts";
import { readTables } from "./files.ts";

interface Options {
  readonly ifNotExists?: boolean;
}

interface Row {
  readonly table: string;
  readonly state: "created" | "exists";
}

export function createCommand(run: Run): Command {
  return new Command("create")
    .summary("create tables from YAML")
    .argument("<file...>", "YAML files, each with one table or more")
    .option("--if-not-exists", "keep a table that is there already, if it is the same")
    .addHelpText(
      "after",
      examples([
        "dyn table create scenarios/tables/events.yaml --dry-run",
        "dyn table create scenarios/tables/events.yaml",
        "dyn table create scenarios/tables/*.yaml --if-not-exists",
      ]),
    )
    .action(run(create));
}

async function create(session: Session, options: Options, files: string[]): Promise<void> {
  const schemas = await readTables(session, files);
  if (session.flags.dryRun) return printPlan(session, schemas);
  const { createTable } = await import("../../schema/tables.ts");
  const rows: Row[] = [];
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    await noticeMemory(session, connection);
    const progress = session.progress(`creating ${schemas.map(({ table }) => table).join(", ")}`);
    try {
      for (const schema of schemas) {
        const { state, notes } = await createTable(client, schema, {
          target: connection.name,
          signal: session.signal,
          at: endpoint.url,
          ifNotExists: options.ifNotExists === true,
          onWait: status => progress.update(`${schema.table} on ${connection.name}: ${status}`),
        });
        rows.push({ table: schema.table, state });
        for (const note of notes) await session.notice(escapeControl(note));
      }
    } catch (error) {
      progress.stop();
      if (error instanceof DynError && error.kind === "interrupted") {
        await session.notice("stopped; the same command with --if-not-exists goes on");
      }
      throw error;
    } finally {
      progress.stop();
      // What was made before a failure is there, so it is told.
      if (rows.length > 0) await printRows(session, rows, connection.name);
    }
  });
}

async function printPlan(session: Session, schemas: readonly TableSchema[]): Promise<void> {
  const { schemaText } = await import("./summary.ts");
  const { createTableInput } = await import("../../schema/create-input.ts");
  await session.print({
    data: schemas.map(schema => ({
      table: schema.table,
      state: "would create",
      request: createTableInput(schema),
    })),
    table: () => schemas.map(schema => `would create ${schemaText(schema)}`).join("\n"),
    rows: schemas.map(({ table }) => ({ table, state: "would create" })),
  });
}

async function printRows(session: Session, rows: readonly Row[], target: string): Promise<void> {
  const sentence = ({ table, state }: Row) =>
    state === "created"
      ? `created ${table} on ${target}`
      : `kept ${table} on ${target}: it is there, the same`;
  await session.print({
    data: rows,
    table: () => rows.map(sentence).join("\n"),
    rows: rows.map(row => ({ ...row })),
  });
}
