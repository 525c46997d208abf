import { DynError } from "../errors.ts";
import { judgeAnew } from "./merge.ts";
import { mergeGenerators } from "./merge-generators.ts";
import { OperationTallies } from "./operation-tallies.ts";
import type { LoadReport, Result, TimelineRow } from "./result.ts";
import { roundFigure } from "./round.ts";
import { joinTimelines } from "./timeline-grid.ts";

/** So much of a second passes for one. */
const wholeShare = 0.95;

/**
 * The legs of one load as one result: measured is the time of the legs, without the pauses between
 * them. Checks are not judged yet.
 * @param load as the whole was asked for
 */
export function mergeLegs(legs: readonly Result[], load: LoadReport): Result {
  const [first] = legs;
  if (first === undefined) throw new DynError("usage", "there is no leg to merge");
  const inTurn = load.order === "inTurn";
  const elapsedSeconds = roundFigure(sum(legs, leg => leg.elapsedSeconds * 1000)) / 1000;
  const tallies = new OperationTallies();
  for (const { operations } of legs) tallies.add(operations);
  const total = tallies.total.stats(elapsedSeconds);
  const operations = tallies.map((tally, name) => {
    if (!inTurn) return tally.stats(elapsedSeconds);
    const own = sum(legs, leg => leg.operations[name]?.elapsedSeconds ?? 0);
    return { ...tally.stats(own), elapsedSeconds: own };
  });
  const parts = legs.map((result, at) => ({ name: `turn ${at + 1}`, result }));
  const thresholds = judgeAnew(parts, total, operations);
  const interrupted = legs.some(leg => leg.interrupted);
  const aborted = legs.find(leg => leg.aborted !== undefined)?.aborted;
  return {
    ...first,
    elapsedSeconds,
    load: {
      ...load,
      workers: first.load.workers,
      queued: sum(legs, leg => leg.load.queued),
      unsent: sum(legs, leg => leg.load.unsent),
      legs: legs.length,
    },
    total,
    operations,
    timeline: timelineOf(legs),
    generator: mergeGenerators(parts),
    thresholds,
    checks: [],
    ...(interrupted ? { interrupted } : {}),
    ...(aborted === undefined ? {} : { aborted }),
    ok: !interrupted && aborted === undefined && thresholds.every(({ ok }) => ok),
  };
}

/**
 * One leg's seconds after the other's. What ended in a leg's last second, where that is hardly one, has
 * no row: between others it would look like a fall of the rate.
 */
function timelineOf(legs: readonly Result[]): readonly TimelineRow[] {
  return joinTimelines(
    legs.map(({ timeline, elapsedSeconds, load }) =>
      timeline.filter(
        ({ second, seconds = 1 }) =>
          load.order === "inTurn" || elapsedSeconds - (second - 1) >= seconds * wholeShare,
      ),
    ),
  );
}

function sum(legs: readonly Result[], read: (leg: Result) => number): number {
  return legs.reduce((total, leg) => total + read(leg), 0);
}
