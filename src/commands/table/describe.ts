import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";

export function describeCommand(run: Run): Command {
  return new Command("describe")
    .summary("show a table's keys, indexes, settings and size")
    .argument("<name>", "the table")
    .addHelpText(
      "after",
      examples(["dyn table describe UserSessions", "dyn table describe UserSessions -o yaml"]),
    )
    .action(run(describe));
}

async function describe(session: Session, _options: unknown, name: string): Promise<void> {
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    const { describeTable, readTags } = await import("../../schema/tables.ts");
    const { liveText } = await import("./summary.ts");
    const target = connection.name;
    const options = { target, signal: session.signal, at: endpoint.url };
    const live = await describeTable(client, name, options);
    const tags = live.arn === undefined ? undefined : await readTags(client, live.arn, options);
    const tagged = { ...live, schema: { ...live.schema, ...(tags && { tags }) } };
    await session.print({
      data: {
        Table: live.raw.table,
        TimeToLiveDescription: live.raw.timeToLive,
        ...(tags && { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
      },
      table: () => liveText(tagged, target, session.paint),
    });
  });
}
