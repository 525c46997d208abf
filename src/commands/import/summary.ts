import type { Session } from "../../cli/session.ts";
import type { Moved } from "../../data/transfer/move.ts";
import { DynError } from "../../errors.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";

/** `dyn.import/1`, on stdout. */
export async function printSummary(
  session: Session,
  table: string,
  { counts, settled, elapsedMs }: Moved,
  deadLetter: string,
): Promise<void> {
  const perSecond = elapsedMs > 0 ? (settled * 1000) / elapsedMs : 0;
  const { written, unchanged, skipped, rejected } = counts;
  await session.print({
    data: {
      schema: "dyn.import/1",
      table,
      ...counts,
      seconds: Math.round(elapsedMs) / 1000,
      itemsPerSecond: Math.round(perSecond),
      deadLetter: rejected === 0 ? null : deadLetter,
    },
    table: () => {
      const others = [
        unchanged === 0 ? [] : `${formatCount(unchanged)} were there already`,
        skipped === 0 ? [] : `${formatCount(skipped)} others were left as they are`,
      ].flat();
      const took = `in ${formatDuration(elapsedMs)} (${formatRate(perSecond)})`;
      return [`${counted(written, "item")} written into ${table} ${took}`, ...others].join("; ");
    },
  });
}

/** What is told of one that did not come to its end. */
export function stoppedText({ lanes: [lane], counts }: Moved, isSaved: boolean): string {
  const { file, line = 0 } = lane ?? {};
  const place = file === undefined ? "at the beginning" : `at ${file}:${formatCount(line)}`;
  const words = Object.entries(counts)
    .filter(([name, count]) => name !== "read" && (count > 0 || name === "written"))
    .map(([name, count]) => `${formatCount(count)} ${name}`);
  const next = isSaved
    ? "Go on with the same command."
    : "The same command starts over; with --checkpoint FILE it could go on.";
  return `stopped ${place}: ${words.join(", ")}. ${next}`;
}

export function partialError({ counts, reason }: Moved, deadLetter: string): DynError {
  const { read, rejected } = counts;
  const some = `${formatCount(rejected)} of ${counted(read, "record")}`;
  const were = rejected === 1 ? "was" : "were";
  const place = reason?.source === undefined ? "" : `, ${reason.source}`;
  return new DynError("partial", `${some} ${were} not stored; see ${deadLetter}`, {
    hint: `the first${place}: ${reason?.message ?? ""}`,
  });
}
