import type { Recorder } from "./recorder.ts";
import type { Result } from "./result.ts";
import { Tally } from "./tally.ts";
import { joinTimelines } from "./timeline-grid.ts";

/**
 * What several loads, one after the other, measured together: each operation in its own time, the
 * total in that of all of them.
 */
export function combineTurns(
  recorders: readonly Recorder[],
): Pick<Result, "elapsedSeconds" | "total" | "operations" | "timeline"> {
  const elapsedSeconds = recorders.reduce((sum, each) => sum + each.elapsedSeconds, 0);
  const total = new Tally();
  for (const recorder of recorders) total.add(recorder.sum());
  return {
    elapsedSeconds,
    total: total.stats(elapsedSeconds),
    operations: Object.assign({}, ...recorders.map(recorder => recorder.operations())),
    timeline: joinTimelines(recorders.map(({ timeline }) => timeline.rows)),
  };
}
