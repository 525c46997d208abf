import type { Session } from "../../cli/session.ts";
import { formatOf } from "../../data/formats/name.ts";
import type { Moved } from "../../data/transfer/move.ts";
import { DynError } from "../../errors.ts";
import { shellWord } from "../../output/shell-word.ts";
import { counted, formatCount } from "../../output/units.ts";
import { goOnText, notStoredText, summaryMembers, summaryText } from "../moving/summary.ts";
import type { Copy } from "./perform.ts";

/** `dyn.copy/1`, on stdout. */
export async function printSummary(
  session: Session,
  { from, to }: Copy,
  moved: Moved,
  deadLetter: string,
): Promise<void> {
  const members = summaryMembers(moved, deadLetter);
  await session.print({
    data: { schema: "dyn.copy/1", from: from.name, to: to.name, ...members },
    table: () => summaryText(moved, `of ${from.name} written into ${to.name}`),
  });
}

/** What is told of one that did not come to its end. */
export function stoppedText({ counts }: Moved, isSaved: boolean): string {
  return `stopped after ${counted(counts.read, "item")}, ${formatCount(counts.written)} written. ${goOnText(isSaved)}`;
}

export function partialError(moved: Moved, copy: Copy, deadLetter: string): DynError {
  const what = `${notStoredText(moved, "item")} in ${copy.to.name}; see ${deadLetter}`;
  return new DynError("partial", what, {
    hint: `the first: ${moved.reason?.message ?? ""}\nto try again: ${importAgain(copy, deadLetter)}`,
  });
}

/** Dead letters hold the items as they came: what changed them on their way has to do so again. */
function importAgain({ to: { table, dynamo }, options }: Copy, deadLetter: string): string {
  const format = formatOf(deadLetter) === "dead-letter" ? [] : ["--format", "dead-letter"];
  const steps = options.steps.flatMap(({ kind, text }) => [`--${kind}`, text]);
  const target = ["-t", dynamo.connection.name];
  const words = ["import", table, deadLetter, ...format, ...steps, ...target];
  return ["dyn", ...words.map(shellWord)].join(" ");
}
