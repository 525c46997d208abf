import type { Threshold } from "../scenario/scenario.ts";
import type { Outcome } from "../targets/target.ts";
import type { Stats, ThresholdResult } from "./result.ts";
import { roundFigure } from "./round.ts";
import { Tally } from "./tally.ts";
import { judge } from "./thresholds.ts";
import { Timeline } from "./timeline.ts";

/**
 * What happened from `startMs` (of the monotonic clock) on, for each operation and second by
 * second. The total is made by adding up, so nothing is recorded twice.
 */
export class Recorder {
  readonly startMs: number;
  readonly timeline: Timeline;
  readonly #names: readonly string[];
  readonly #tallies: readonly Tally[];
  #lastEndMs: number;

  constructor(names: readonly string[], startMs: number) {
    this.startMs = startMs;
    this.timeline = new Timeline(startMs);
    this.#names = names;
    this.#tallies = names.map(() => new Tally());
    this.#lastEndMs = startMs;
  }

  /** From the first start to the last end, in whole microseconds. */
  get elapsedSeconds(): number {
    return roundFigure(this.#lastEndMs - this.startMs) / 1000;
  }

  /** Counts an operation, by its position, that has just ended; its times are whole microseconds. */
  record(
    operation: number,
    outcome: Outcome,
    endMs: number,
    latencyMicros: number,
    serviceMicros: number,
  ): void {
    this.#lastEndMs = endMs;
    this.#tallies[operation]?.record(outcome, latencyMicros, serviceMicros);
    this.timeline.record(outcome, latencyMicros);
  }

  /** Time until then is measured too, even if nothing ended in it. */
  cover(untilMs: number): void {
    this.timeline.advance(untilMs);
    this.#lastEndMs = Math.max(this.#lastEndMs, untilMs);
  }

  counts(): { readonly ok: number; readonly failed: number; readonly unknown: number } {
    let [ok, failed, unknown] = [0, 0, 0];
    for (const tally of this.#tallies) {
      ok += tally.ok;
      failed += tally.failed;
      unknown += tally.unknown;
    }
    return { ok, failed, unknown };
  }

  total(): Stats {
    return this.sum().stats(this.elapsedSeconds);
  }

  /** Holds what was measured until now against thresholds; cheap enough for once a second. */
  judge(thresholds: readonly Threshold[]): readonly ThresholdResult[] {
    const asked = new Set(thresholds.map(({ operation }) => operation));
    const operations = this.#tallies.flatMap((tally, position) => {
      const name = this.#names[position] ?? "";
      return asked.has(name) ? [[name, tally.figures(this.elapsedSeconds)] as const] : [];
    });
    const total = asked.has(undefined) ? this.sum() : new Tally();
    return judge(thresholds, total.figures(this.elapsedSeconds), Object.fromEntries(operations));
  }

  operations(): Readonly<Record<string, Stats>> {
    return Object.fromEntries(
      this.#tallies.map((tally, position) => [
        this.#names[position] ?? "",
        tally.stats(this.elapsedSeconds),
      ]),
    );
  }

  /** All operations together. */
  sum(): Tally {
    const sum = new Tally();
    for (const tally of this.#tallies) sum.add(tally);
    return sum;
  }
}
