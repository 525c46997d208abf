import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { DumpForm } from "../../schema/dump/dump.ts";
import type { TableSchema } from "../../schema/schema.ts";

interface Options {
  readonly as: DumpForm;
}

const forms: readonly DumpForm[] = ["yaml", "cloudformation", "terraform", "json"];

export function dumpCommand(run: Run): Command {
  return new Command("dump")
    .summary("write live tables as files: YAML, CloudFormation, Terraform or JSON")
    .argument("<name...>", "the tables")
    .addOption(
      new Option("--as <form>", "what to write; json is CreateTable's input")
        .choices(forms)
        .default("yaml"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn table dump UserSessions > user-sessions.yaml",
        "dyn table dump UserSessions --as cloudformation",
        "dyn table dump UserSessions --as terraform",
      ]),
    )
    .action(run(dump));
}

async function dump(session: Session, options: Options, names: string[]): Promise<void> {
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    const { inspectTable } = await import("../../schema/inspect.ts");
    const { missingTable } = await import("../../schema/missing-table.ts");
    const { essential } = await import("../../schema/dump/essential.ts");
    const { dumpText } = await import("../../schema/dump/dump.ts");
    const call = { signal: session.signal, at: endpoint.url };
    const schemas: TableSchema[] = [];
    for (const name of names) {
      const live = await inspectTable(client, name, "all", call);
      if (live === undefined) throw await missingTable(client, name, connection.name, call);
      schemas.push(essential(live.schema));
    }
    const { harmless } = await import("../../output/items/terminal.ts");
    const { stdout } = session.context;
    const text = dumpText(schemas, options.as);
    await stdout.write(stdout.isTTY ? harmless(text) : text);
    if (options.as === "json") await noticeLeftOut(session, schemas);
  });
}

/** CreateTable does not make all of a table. */
async function noticeLeftOut(session: Session, schemas: readonly TableSchema[]): Promise<void> {
  for (const { table, ttl, pointInTimeRecovery, ...others } of schemas) {
    const parts = [others, ...others.indexes];
    const left = [
      ...(ttl ? ["time to live"] : []),
      ...(pointInTimeRecovery ? ["point-in-time recovery"] : []),
      ...(parts.some(({ contributorInsights }) => contributorInsights) ? ["insights"] : []),
    ];
    if (left.length === 0) continue;
    await session.notice(`${table}: ${left.join(", ")} left out; CreateTable does not set it`);
  }
}
