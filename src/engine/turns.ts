import type { Load } from "../scenario/scenario.ts";
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
  order: Load["order"],
): Pick<Result, "elapsedSeconds" | "total" | "operations" | "timeline"> {
  const inTurn = order === "inTurn";
  const elapsedSeconds = recorders.reduce((sum, each) => sum + each.elapsedSeconds, 0);
  const total = new Tally();
  for (const recorder of recorders) total.add(recorder.sum());
  return {
    elapsedSeconds,
    total: total.stats(elapsedSeconds),
    operations: Object.assign({}, ...recorders.map(recorder => operationsOf(recorder, inTurn))),
    timeline: joinTimelines(recorders.map(({ timeline }) => timeline.rows)),
  };
}

/** Each with its own time where that is not the result's. */
function operationsOf(recorder: Recorder, inTurn: boolean): Result["operations"] {
  const operations = recorder.operations();
  if (!inTurn) return operations;
  const { elapsedSeconds } = recorder;
  return Object.fromEntries(
    Object.entries(operations).map(([name, stats]) => [name, { ...stats, elapsedSeconds }]),
  );
}
