import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { noticeMemory } from "../memory-notice.ts";
import { placeOf } from "./place.ts";

export function copySchemaCommand(run: Run): Command {
  return new Command("copy-schema")
    .summary("create a table with the keys, indexes and settings of another one")
    .argument("<a>", "a table's name, target:Table, a file, or file.yaml:Table")
    .argument("<b>", "the new one: its name, or target:Table")
    .addHelpText(
      "after",
      examples([
        "dyn table copy-schema UserSessions UserSessionsCopy --dry-run",
        "dyn table copy-schema UserSessions local:UserSessionsCopy",
        "dyn table copy-schema scenarios/tables/user-sessions.yaml memory:Sessions",
      ]),
    )
    .action(run(copySchema));
}

async function copySchema(session: Session, _options: unknown, a: string, b: string) {
  const { cwd } = session.context;
  const from = await placeOf(a, cwd);
  const to = await placeOf(b, cwd);
  if (to.kind === "file") {
    throw new DynError("usage", `${b} is a file; copy-schema makes a table`, {
      hint: from.kind === "live" ? `for a file: dyn table dump ${from.table} > ${b}` : undefined,
    });
  }
  const { describedAt, sessionAt } = await import("./described.ts");
  const { essential } = await import("../../schema/dump/essential.ts");
  const { untoldSettings } = await import("../../schema/untold.ts");
  const { kind, name, schema } = await describedAt(session, from);
  const copied = { ...(kind === "live" ? essential(schema) : schema), table: to.table };
  const untold = kind === "live" ? untoldSettings(schema) : [];
  await withDynamo(sessionAt(session, to), async dynamo => {
    await refuseTaken(session, dynamo, to.table, { a, b });
    if (untold.length > 0) {
      await session.notice(
        `left as they are made, since ${name} does not tell: ${untold.join(", ")}`,
      );
    }
    if (session.flags.dryRun) await printDryRun(session, copied, a, dynamo.connection.name);
    else await create(session, dynamo, copied, { a, b });
  });
}

/** The two places as the user typed them. */
interface Words {
  readonly a: string;
  readonly b: string;
}

async function refuseTaken(session: Session, dynamo: Dynamo, table: string, { a, b }: Words) {
  const { findTable } = await import("../../schema/describe.ts");
  const call = { signal: session.signal, at: dynamo.endpoint.url };
  if ((await findTable(dynamo.client, table, call)) === undefined) return;
  throw new DynError("failed", `${table} on ${dynamo.connection.name} is there already`, {
    hint: `what it has otherwise shows: dyn table diff ${a} ${b}\nto change it: dyn table dump, edit the file, then dyn table plan and dyn table apply`,
  });
}

async function create(session: Session, dynamo: Dynamo, schema: TableSchema, { a, b }: Words) {
  const { client, connection, endpoint } = dynamo;
  const { table } = schema;
  const target = connection.name;
  const named = `${table} on ${target}`;
  await noticeMemory(session, connection);
  if (connection.protect) await confirm(session, { what: `create ${named}`, typed: table });
  const { createTable } = await import("../../schema/tables.ts");
  const progress = session.progress(`creating ${named}`);
  try {
    const { notes } = await createTable(client, schema, {
      target,
      signal: session.signal,
      at: endpoint.url,
      onWait: status => progress.update(`creating ${named}: ${status}`),
    });
    progress.stop();
    for (const note of notes) await session.notice(escapeControl(note));
  } catch (error) {
    progress.stop();
    if (error instanceof DynError && error.kind === "interrupted") {
      await session.notice(`stopped; whether it is there tells: dyn table diff ${a} ${b}`);
    }
    throw error;
  }
  await session.print({
    data: { table, target, from: a, state: "created" },
    table: () => `created ${named}, as ${a} is`,
  });
}

async function printDryRun(session: Session, schema: TableSchema, from: string, target: string) {
  const { schemaText } = await import("./summary.ts");
  const { createTableInput } = await import("../../schema/create-input.ts");
  const { table } = schema;
  await session.print({
    data: { table, target, from, state: "would create", request: createTableInput(schema) },
    table: () => `would create on ${target}: ${schemaText(schema)}`,
  });
}
