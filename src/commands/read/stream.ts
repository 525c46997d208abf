import { Interruption } from "../../cli/context.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { pageToken } from "../../data/page-token.ts";
import { readingIdentity } from "../../data/read-request.ts";
import { positionNames } from "../../data/table-keys.ts";
import type { ItemTrailer, ItemWriter } from "../../output/items.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { countTotal } from "./count.ts";
import { countingText, footerText, moreText, type Total, totalText } from "./footer.ts";
import { formatOfReading } from "./format.ts";
import type { ReadOptions } from "./options.ts";
import type { Sight } from "./sight.ts";
import { pagesOf, type Source } from "./source.ts";
import { Tally } from "./tally.ts";
import { windowOf, writerOf } from "./writer.ts";

/** What is to be streamed. */
export interface Reach {
  readonly source: Source;
  readonly sight: Sight;
  readonly table: TableSchema;
  /** What documents tell besides, known at the end. */
  readonly more: () => Readonly<Record<string, unknown>>;
}

/** Prints items as they come, and where the next page begins. */
export async function stream(
  session: Session,
  dynamo: Dynamo,
  { source, sight, table, more }: Reach,
  options: ReadOptions,
): Promise<void> {
  const { reading, segments, limit = Number.POSITIVE_INFINITY, token } = source;
  const { stdout } = session.context;
  const keys = positionNames(table, reading.index);
  const writer = await writerOf(session, { source, table, keys }, options);
  const isFiltered = reading.filter !== undefined;
  const tally = new Tally();
  let lastKey: Item | undefined;
  let total: Total | undefined;
  const trailer = (): ItemTrailer => ({
    count: tally.count,
    scannedCount: tally.scannedCount,
    consumedCapacity: tally.consumedCapacity,
    nextToken: lastKey && segments === 1 ? pageToken(lastKey, readingIdentity(reading)) : null,
    more: {
      ...(total && { total: total.isWhole ? total.count : null, totalCapacity: total.units }),
      ...more(),
    },
  });
  const end = (remark: string) =>
    finish(session, writer, options, { trailer: trailer(), isFiltered, remark, total });
  // A spinner and data must not meet on one terminal.
  const isQuiet = !stdout.isTTY || formatOfReading(session, options) === "table";
  const progress = isQuiet ? session.progress("reading") : undefined;
  const reached = { signal: session.signal, sight };
  try {
    for await (const page of pagesOf(dynamo, source, reached, keys)) {
      if (tally.count + page.count >= windowOf(source) && stdout.isTTY) progress?.stop();
      await writer.write(page.items);
      tally.add(page);
      lastKey = page.lastKey;
      progress?.update(countingText(tally, isFiltered));
      if (writer.isFull?.()) break;
    }
    if (writer.isFull?.() && lastKey !== undefined) {
      await session.notice("groups are made of what fits: 20,000 items or 32 MB at a time");
    }
    // With as many as were asked for, nothing was stopped.
    if (tally.count >= limit) sight.isStopped = false;
    if (options.total) {
      // Counting has a line of its own.
      progress?.stop();
      const isAll = token === undefined && lastKey === undefined && tally.count < limit;
      const known = { count: tally.count, units: 0 };
      if (isAll && !sight.isStopped) total = { ...known, isWhole: true };
      else if (sight.isSpent) total = { ...known, isWhole: false };
      else total = await countTotal(session, dynamo, source, sight);
    }
  } catch (error) {
    progress?.stop();
    // What has been read is not lost: it is printed, with the place to go on from.
    if (tally.count > 0 && !hasReaderGone(session)) await end("stopped early").catch(() => {});
    throw error;
  }
  progress?.stop();
  await end(sight.isStopped ? `stopped by ${sight.budget?.option}` : "--all gives everything");
  const { nextToken } = trailer();
  if (nextToken !== null) session.context.kept?.more?.(nextToken);
}

interface End {
  readonly trailer: ItemTrailer;
  readonly isFiltered: boolean;
  readonly remark: string;
  readonly total: Total | undefined;
}

/** Ends the output; the next page's token is in the document, else on stderr. */
async function finish(
  session: Session,
  writer: ItemWriter,
  options: ReadOptions,
  { trailer, isFiltered, remark, total }: End,
): Promise<void> {
  try {
    await writer.end(trailer);
  } finally {
    const format = formatOfReading(session, options);
    if (format === "table") {
      // Who gets the next page with a key needs no token.
      const nextToken = session.context.kept?.more ? null : trailer.nextToken;
      const text = footerText({ ...trailer, nextToken }, isFiltered, total);
      await session.notice(session.noticePaint.dim(text));
    } else if (format !== "json" && format !== "yaml") {
      if (total) await session.notice(totalText(total));
      if (trailer.nextToken !== null) await session.notice(moreText(trailer, remark));
    }
  }
}

function hasReaderGone({ signal }: Session): boolean {
  return signal.reason instanceof Interruption && signal.reason.signal === "EPIPE";
}
