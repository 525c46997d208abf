import type { Threshold } from "../scenario/scenario.ts";
import type { Course } from "./course.ts";
import type { Slice } from "./slice.ts";

/**
 * The thresholds that end a run, of those that a slice can judge: it does not know how many
 * operations the others perform; who merges them judges that.
 */
export function endingThresholds(
  thresholds: readonly Threshold[],
  { stride }: Slice,
): readonly Threshold[] {
  return thresholds.filter(
    ({ abort, unit }) => abort !== undefined && (stride === 1 || unit === "ms" || unit === "share"),
  );
}

/** Looks, once a second, whether a threshold that ends a run is missed. */
export class AbortJudge {
  readonly #thresholds: readonly Threshold[];

  constructor(thresholds: readonly Threshold[], slice: Slice) {
    this.#thresholds = endingThresholds(thresholds, slice);
  }

  /** Of what nothing was measured yet nothing is missed. */
  findMissed(course: Course, nowMs: number): string | undefined {
    if (this.#thresholds.length === 0) return undefined;
    const measuredMs = course.measuredMs(nowMs);
    if (measuredMs === undefined) return undefined;
    const due = this.#thresholds.filter(({ abort }) => (abort?.afterMs ?? 0) <= measuredMs);
    if (due.length === 0) return undefined;
    return course.judge(due).find(({ ok, actual }) => !ok && actual !== null)?.expression;
  }
}
