import type { Session } from "../../../cli/session.ts";
import type { Moved } from "../../../data/transfer/move.ts";
import { escapeControl } from "../../../output/escape.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../../output/units.ts";
import type { BulkTable } from "../../../sql/bulk/bulk-table.ts";

/** `dyn.load/1`, on stdout. */
export async function printSummary(
  session: Session,
  { schema, name }: BulkTable,
  moved: Moved,
  deadLetter: string,
): Promise<void> {
  const { counts, elapsedMs } = moved;
  const { read, written, skipped, rejected } = counts;
  const perSecond = elapsedMs > 0 ? (moved.settled * 1000) / elapsedMs : 0;
  await session.print({
    data: {
      schema: "dyn.load/1",
      table: `${schema}.${name}`,
      read,
      written,
      skipped,
      rejected,
      seconds: Math.round(elapsedMs) / 1000,
      rowsPerSecond: Math.round(perSecond),
      deadLetter: rejected === 0 ? null : deadLetter,
    },
    table: () => {
      const took = `in ${formatDuration(elapsedMs)} (${formatRate(perSecond)})`;
      const left = skipped > 0 ? `; ${formatCount(skipped)} were there already` : "";
      return `${counted(written, "row")} loaded into ${escapeControl(name)} ${took}${left}`;
    },
  });
}

/**
 * What is told of one that did not come to its end.
 * @param canGoOn whether all rows so far named their primary key
 */
export function stoppedText({ lanes: [lane], counts }: Moved, canGoOn: boolean): string {
  const { file, line = 0 } = lane ?? {};
  const place = file === undefined ? "at the beginning" : `at ${file}:${formatCount(line)}`;
  const more = canGoOn
    ? "The same command with --on-conflict skip goes on."
    : `The first ${counted(counts.written, "row")} are in the table, and have no key to tell them by.`;
  return `stopped ${place}: ${counted(counts.written, "row")} loaded. ${more}`;
}
