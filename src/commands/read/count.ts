import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { formatCount } from "../../output/units.ts";
import { countingText, type Total, unitsText } from "./footer.ts";
import type { Sight } from "./sight.ts";
import { pagesOf, type Source } from "./source.ts";
import { Tally } from "./tally.ts";

/** Counts to the end, or to where the budget ends it. */
async function countAll(session: Session, dynamo: Dynamo, source: Source, sight: Sight) {
  const tally = new Tally();
  const progress = session.progress("counting");
  try {
    for await (const page of pagesOf(dynamo, source, { signal: session.signal, sight })) {
      tally.add(page);
      progress.update(countingText(tally, source.reading.filter !== undefined));
    }
  } finally {
    progress.stop();
  }
  return tally;
}

/** Prints the number; all else about it is in the document, with what is told besides. */
export async function printCount(
  session: Session,
  dynamo: Dynamo,
  source: Source,
  sight: Sight,
  more: () => Readonly<Record<string, unknown>>,
): Promise<void> {
  const tally = await countAll(session, dynamo, source, sight);
  const { count, scannedCount, consumedCapacity } = tally;
  const stopped = sight.isStopped ? { complete: false } : {};
  await session.print({
    data: { count, scannedCount, consumedCapacity, ...stopped, ...more() },
    table: () => (sight.isStopped ? "at least " : "") + formatCount(count),
  });
  if (session.format("document") === "table" && consumedCapacity !== null) {
    await session.notice(unitsText(consumedCapacity));
  }
}

/** How many items a page is of. */
export async function countTotal(
  session: Session,
  dynamo: Dynamo,
  source: Source,
  sight: Sight,
): Promise<Total> {
  const reading = { ...source.reading, select: undefined, count: true };
  const { segments } = source;
  const whole = { reading, segments, limit: undefined, pageSize: undefined, token: undefined };
  const { count, consumedCapacity } = await countAll(session, dynamo, whole, sight);
  return { count, isWhole: !sight.isStopped, units: consumedCapacity };
}
