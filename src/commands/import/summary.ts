import type { Session } from "../../cli/session.ts";
import type { Moved } from "../../data/transfer/move.ts";
import { DynError } from "../../errors.ts";
import { formatCount } from "../../output/units.ts";
import { goOnText, notStoredText, summaryMembers, summaryText } from "../moving/summary.ts";

/** `dyn.import/1`, on stdout. */
export async function printSummary(
  session: Session,
  table: string,
  moved: Moved,
  deadLetter: string,
): Promise<void> {
  await session.print({
    data: { schema: "dyn.import/1", table, ...summaryMembers(moved, deadLetter) },
    table: () => summaryText(moved, `written into ${table}`),
  });
}

/** What is told of one that did not come to its end. */
export function stoppedText({ lanes: [lane], counts }: Moved, isSaved: boolean): string {
  const { file, line = 0 } = lane ?? {};
  const place = file === undefined ? "at the beginning" : `at ${file}:${formatCount(line)}`;
  const words = Object.entries(counts)
    .filter(([name, count]) => name !== "read" && (count > 0 || name === "written"))
    .map(([name, count]) => `${formatCount(count)} ${name}`);
  return `stopped ${place}: ${words.join(", ")}. ${goOnText(isSaved)}`;
}

export function partialError(moved: Moved, deadLetter: string): DynError {
  const { reason } = moved;
  const place = reason?.source === undefined ? "" : `, ${reason.source}`;
  return new DynError("partial", `${notStoredText(moved, "record")}; see ${deadLetter}`, {
    hint: `the first${place}: ${reason?.message ?? ""}`,
  });
}
