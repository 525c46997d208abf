import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import type { Truncated } from "../../data/truncate.ts";
import { DynError } from "../../errors.ts";
import { counted, formatCount, formatDuration } from "../../output/units.ts";
import type { LiveTable } from "../../schema/live.ts";

interface Options {
  readonly segments: number;
  readonly concurrency: number;
}

export function truncateCommand(run: Run): Command {
  return new Command("truncate")
    .summary("delete all items of a table, and keep the table")
    .argument("<name>", "the table")
    .option("--segments <parts>", "read so many parts at the same time", wholeNumber(1, 256), 4)
    .option("--concurrency <n>", "batches of 25 deletions in flight", wholeNumber(1, 1024), 16)
    .addHelpText(
      "after",
      examples([
        "dyn table create scenarios/tables/events.yaml --if-not-exists",
        "dyn table truncate Events --dry-run",
        "dyn table truncate Events --yes",
      ]),
    )
    .action(run(truncateTable));
}

async function truncateTable(session: Session, options: Options, name: string): Promise<void> {
  await withDynamo(session, dynamo => truncateOn(session, dynamo, options, name), {
    client: "wire",
    maxConnections: options.segments + options.concurrency,
  });
}

async function truncateOn(session: Session, dynamo: Dynamo, options: Options, name: string) {
  const { inspectTable, missingTable } = await import("../../schema/tables.ts");
  const { truncateCost } = await import("../../data/truncate-cost.ts");
  const { costText, truncateNotes } = await import("./truncate-text.ts");
  const { client, connection, endpoint } = dynamo;
  const target = connection.name;
  const call = { signal: session.signal, at: endpoint.url };
  const asked = { ttl: true, pointInTimeRecovery: false, tags: false, insights: [] };
  const live = await inspectTable(client, name, asked, call);
  if (live === undefined) throw await missingTable(client, name, target, call);
  const cost = truncateCost(live, connection.prices);
  const notes = truncateNotes(live, cost, connection);
  const what = `delete all items of ${name} on ${target}`;
  const { stdout, stderr } = session.context;
  if (session.flags.dryRun) {
    await session.print({
      data: { table: name, deleted: 0, estimate: cost, notes },
      table: () => `would ${what}\n${costText(cost, notes, stdout.columns)}`,
    });
    return;
  }
  await session.notice(`${what}\n${costText(cost, notes, stderr.columns)}`);
  // Who protects a table from its deletion means its items.
  const typed = connection.protect || live.schema.deletionProtection === true;
  await confirm(session, { what, ...(typed && { typed: name }) });
  await perform(session, dynamo, options, live);
}

async function perform(session: Session, dynamo: Dynamo, options: Options, live: LiveTable) {
  const { truncate } = await import("../../data/truncate.ts");
  const { keyAttributes } = await import("../../data/table-keys.ts");
  const { systemClock } = await import("../../engine/clock.ts");
  const { stoppedText, truncatingLine } = await import("./truncate-text.ts");
  const { table, key } = live.schema;
  const named = `${table} on ${dynamo.connection.name}`;
  const progress = session.progress(`truncating ${named}`);
  const truncated = await truncate(dynamo.client, table, {
    ...options,
    keyAttributes: keyAttributes(key).map(({ name }) => name),
    clock: systemClock(session.context),
    at: dynamo.endpoint.url,
    signal: session.signal,
    onProgress: now =>
      progress.update(`truncating ${named}   ${truncatingLine(now, live.itemCount)}`),
  });
  progress.stop();
  if (!truncated.finished) {
    await session.notice(stoppedText(truncated, named));
    throw truncated.failure ?? new DynError("interrupted", "interrupted");
  }
  await printTruncated(session, table, named, truncated);
}

async function printTruncated(
  session: Session,
  table: string,
  named: string,
  { deleted, throttled, elapsedMs }: Truncated,
) {
  const { itemsPerSecond } = await import("../../reporters/seeding.ts");
  const rate = Math.round(itemsPerSecond(deleted, elapsedMs));
  await session.print({
    data: {
      table,
      deleted,
      throttled,
      seconds: Math.round(elapsedMs) / 1000,
      itemsPerSecond: rate,
    },
    table: () =>
      `deleted ${counted(deleted, "item")} of ${named} in ${formatDuration(elapsedMs)} (${formatCount(rate)} items/s)`,
  });
}
