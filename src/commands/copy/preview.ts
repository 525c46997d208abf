import type { Session } from "../../cli/session.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { isBad } from "../../data/transfer/source.ts";
import { tableSource } from "../../data/transfer/table-source.ts";
import { systemClock } from "../../engine/clock.ts";
import { itemWriter } from "../../output/items.ts";
import { counted, formatCount } from "../../output/units.ts";
import type { Item } from "../../values/attribute.ts";
import type { Copy } from "./perform.ts";

const shown = 3;
const pageSize = 100;
/** A filter may match nothing of a table of any size. */
const mostPages = 10;

/** Prints the first items as they would be written, and writes none. */
export async function printFirstItems(session: Session, copy: Copy): Promise<void> {
  const { context, paint, signal } = session;
  const { from, to, live, part, options, changes } = copy;
  const { client, endpoint } = from.dynamo;
  const rate = new Rate({ perSecond: options.maxRcu, clock: systemClock(context) });
  const source = tableSource(
    client,
    { ...part, segments: 1, pageSize },
    { rate, at: endpoint.url },
  );
  const items: Item[] = [];
  let pages = 0;
  let whole = true;
  for await (const { records, next } of source.read(0, undefined, signal)) {
    for (const record of records.slice(0, shown - items.length)) {
      if (!isBad(record)) items.push((changes.transform?.(record.item, 0) ?? record.item).item);
    }
    pages += 1;
    whole = next === null;
    if (items.length === shown || pages === mostPages) break;
  }
  const writer = itemWriter(session.format("items"), context.stdout, {
    keys: live.schema.key.partition.map(({ name }) => name),
    now: context.now(),
    paint,
  });
  const count = items.length;
  await writer.write(items);
  await writer.end({ count, scannedCount: count, nextToken: null, consumedCapacity: null });
  const among =
    whole || count === shown ? "" : ` among the first ${formatCount(pages * pageSize)} looked at`;
  await session.notice(
    `the first ${counted(count, "item")} for ${to.name}${among}; none was written`,
  );
}
