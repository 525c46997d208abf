import { Interruption } from "../../cli/context.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { pageToken } from "../../data/page-token.ts";
import { readingIdentity } from "../../data/read-request.ts";
import { positionNames } from "../../data/table-keys.ts";
import { type ItemTrailer, type ItemWriter, itemWriter } from "../../output/items.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { countingText, footerText, moreText } from "./footer.ts";
import { pagesOf, type Source } from "./source.ts";
import { Tally } from "./tally.ts";

/** Items that a table or CSV may hold back to find out its columns. */
const leastWindowItems = 1000;
const mostWindowItems = 50_000;

/** Prints items as they come, and where the next page begins. */
export async function stream(
  session: Session,
  dynamo: Dynamo,
  source: Source,
  table: TableSchema,
): Promise<void> {
  const { reading, limit = 0, segments } = source;
  const { stdout, now } = session.context;
  const format = session.format("items");
  const windowItems = Math.min(Math.max(limit, leastWindowItems), mostWindowItems);
  const keys = positionNames(table, reading.index);
  const writer = itemWriter(format, stdout, {
    keys,
    columns: reading.select && [...new Set(reading.select.map(([name]) => name))],
    ttl: table.ttl || undefined,
    windowItems,
    now: now(),
    paint: session.paint,
  });
  const isFiltered = reading.filter !== undefined;
  const tally = new Tally();
  let lastKey: Item | undefined;
  const trailer = (): ItemTrailer => ({
    count: tally.count,
    scannedCount: tally.scannedCount,
    consumedCapacity: tally.consumedCapacity,
    nextToken: lastKey && segments === 1 ? pageToken(lastKey, readingIdentity(reading)) : null,
  });
  // A spinner and data must not meet on one terminal.
  const isQuiet = !stdout.isTTY || format === "table";
  const progress = isQuiet ? session.progress("reading") : undefined;
  try {
    for await (const page of pagesOf(dynamo, source, session.signal, keys)) {
      if (tally.count + page.count >= windowItems && stdout.isTTY) progress?.stop();
      await writer.write(page.items);
      tally.add(page);
      lastKey = page.lastKey;
      progress?.update(countingText(tally, isFiltered));
    }
  } catch (error) {
    progress?.stop();
    // What has been read is not lost: it is printed, with the place to go on from.
    if (tally.count > 0 && !hasReaderGone(session)) {
      await finish(session, writer, {
        trailer: trailer(),
        isFiltered,
        remark: "stopped early",
      }).catch(() => {});
    }
    throw error;
  }
  progress?.stop();
  await finish(session, writer, {
    trailer: trailer(),
    isFiltered,
    remark: "--all gives everything",
  });
}

/** Ends the output; the next page's token is in the document, else on stderr. */
async function finish(
  session: Session,
  writer: ItemWriter,
  end: { readonly trailer: ItemTrailer; readonly isFiltered: boolean; readonly remark: string },
): Promise<void> {
  const { trailer, isFiltered, remark } = end;
  try {
    await writer.end(trailer);
  } finally {
    const format = session.format("items");
    const inDocument = format === "json" || format === "yaml";
    if (format === "table")
      await session.notice(session.noticePaint.dim(footerText(trailer, isFiltered)));
    else if (trailer.nextToken !== null && !inDocument)
      await session.notice(moreText(trailer, remark));
  }
}

function hasReaderGone({ signal }: Session): boolean {
  return signal.reason instanceof Interruption && signal.reason.signal === "EPIPE";
}
