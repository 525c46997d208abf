import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { LiveTable } from "../../schema/live.ts";

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
    const { inspectTable, missingTable } = await import("../../schema/tables.ts");
    const { liveText } = await import("./live-text.ts");
    const { listPrices } = await import("../../config/prices.ts");
    const target = connection.name;
    const options = { signal: session.signal, at: endpoint.url };
    const live = await inspectTable(client, name, "all", options);
    if (live === undefined) throw await missingTable(client, name, target, options);
    await session.print({
      data: dataOf(live),
      table: () =>
        liveText(live, {
          target,
          prices: connection.prices ?? listPrices,
          paint: session.paint,
          columns: session.context.stdout.columns,
          now: new Date(session.context.now()),
        }),
    });
  });
}

/** All that the service tells, as it tells it; what it does not tell is left out. */
function dataOf({ raw }: LiveTable): object {
  return {
    Table: raw.table,
    TimeToLiveDescription: raw.timeToLive,
    ContinuousBackupsDescription: raw.continuousBackups,
    ContributorInsights: raw.contributorInsights,
    ...(raw.tags && { Tags: [...raw.tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}
