import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { formatCount } from "../../output/units.ts";
import { countingText, unitsText } from "./footer.ts";
import { pagesOf, type Source } from "./source.ts";
import { Tally } from "./tally.ts";

/** Counts to the end and prints the number; all else about it is in the document. */
export async function printCount(session: Session, dynamo: Dynamo, source: Source): Promise<void> {
  const tally = new Tally();
  const progress = session.progress("counting");
  try {
    for await (const page of pagesOf(dynamo, source, session.signal)) {
      tally.add(page);
      progress.update(countingText(tally, source.reading.filter !== undefined));
    }
  } finally {
    progress.stop();
  }
  const { count, scannedCount, consumedCapacity } = tally;
  await session.print({
    data: { count, scannedCount, consumedCapacity },
    table: () => formatCount(count),
  });
  if (session.format("document") === "table" && consumedCapacity !== null) {
    await session.notice(unitsText(consumedCapacity));
  }
}
