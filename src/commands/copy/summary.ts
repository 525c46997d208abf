import type { Session } from "../../cli/session.ts";
import { formatOf } from "../../data/formats/name.ts";
import type { Moved } from "../../data/transfer/move.ts";
import { DynError } from "../../errors.ts";
import { shellWord } from "../../output/shell-word.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";
import type { Copy } from "./perform.ts";

/** `dyn.copy/1`, on stdout. */
export async function printSummary(
  session: Session,
  { from, to }: Copy,
  { counts, settled, elapsedMs }: Moved,
  deadLetter: string,
): Promise<void> {
  const perSecond = elapsedMs > 0 ? (settled * 1000) / elapsedMs : 0;
  const { written, unchanged, skipped, rejected } = counts;
  await session.print({
    data: {
      schema: "dyn.copy/1",
      from: from.name,
      to: to.name,
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
      const done = `${counted(written, "item")} of ${from.name} written into ${to.name} ${took}`;
      return [done, ...others].join("; ");
    },
  });
}

/** What is told of one that did not come to its end. */
export function stoppedText({ counts }: Moved, isSaved: boolean): string {
  const next = isSaved
    ? "Go on with the same command."
    : "The same command starts over; with --checkpoint FILE it could go on.";
  return `stopped after ${counted(counts.read, "item")}, ${formatCount(counts.written)} written. ${next}`;
}

export function partialError({ counts, reason }: Moved, copy: Copy, deadLetter: string): DynError {
  const { read, rejected } = counts;
  const some = `${formatCount(rejected)} of ${counted(read, "item")}`;
  const were = rejected === 1 ? "was" : "were";
  return new DynError(
    "partial",
    `${some} ${were} not stored in ${copy.to.name}; see ${deadLetter}`,
    {
      hint: `the first: ${reason?.message ?? ""}\nto try again: ${importAgain(copy, deadLetter)}`,
    },
  );
}

/** Dead letters hold the items as they came: what changed them on their way has to do so again. */
function importAgain({ to: { table, dynamo }, options }: Copy, deadLetter: string): string {
  const format = formatOf(deadLetter) === "dead-letter" ? [] : ["--format", "dead-letter"];
  const steps = options.steps.flatMap(({ kind, text }) => [`--${kind}`, text]);
  const target = ["-t", dynamo.connection.name];
  const words = ["import", table, deadLetter, ...format, ...steps, ...target];
  return ["dyn", ...words.map(shellWord)].join(" ");
}
