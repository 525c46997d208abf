import type { Session } from "../../cli/session.ts";
import { itemWriter } from "../../output/items.ts";
import { formatCount } from "../../output/units.ts";
import type { Planting } from "./planting.ts";

const shown = 3;

/** Prints the first items that would be written, and sends nothing. */
export async function printFirstItems(session: Session, { entity, seed }: Planting): Promise<void> {
  const { context, paint } = session;
  const count = Math.min(shown, entity.count);
  const items = Array.from({ length: count }, (_, index) =>
    entity.item.toItem({ seed, index, vars: {}, now: context.now }),
  );
  const writer = itemWriter(session.format("items"), context.stdout, {
    keys: [...entity.item.attributes.keys()],
    now: context.now(),
    paint,
  });
  await writer.write(items);
  await writer.end({ count, scannedCount: count, nextToken: null, consumedCapacity: null });
  const total = formatCount(entity.count);
  await session.notice(`the first ${count} of ${total} items for ${entity.table}; none was sent`);
}
