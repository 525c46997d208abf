import type { Load, Pace } from "../scenario/scenario.ts";
import { createArrivals } from "./arrivals.ts";
import { RateCurve } from "./rate-curve.ts";
import { type Slice, whole } from "./slice.ts";

export type OpenPace = Extract<Pace, { kind: "open" }>;

/** When an operation is meant to start. */
export interface Arrival {
  /** Since the schedule began, warm-up included. */
  readonly atMs: number;
  /** Not of the warm-up. */
  readonly measured: boolean;
}

/**
 * When the operations of an open loop are meant to start: a function of (seed, k) for the k-th of
 * all arrivals, which is draw k of the run. A slice has every `stride`-th of them. Takes no memory
 * however long it is.
 */
export class Schedule {
  readonly #load: Pick<Load, "warmupMs" | "extent">;
  readonly #slice: Slice;
  readonly #arrivals: (arrival: number) => number;
  readonly #warmup: RateCurve;
  readonly #measured: RateCurve;
  readonly #warmupCount: number;
  /** Arrivals of the warm-up, once they are known. */
  #before: number | undefined;
  #walked = 0;
  #next: number;
  #lastMs = 0;

  constructor(
    load: Pick<Load, "warmupMs" | "extent">,
    pace: OpenPace,
    seed: number,
    slice: Slice = whole,
  ) {
    const ratePerSecond = pace.stages[0]?.ratePerSecond ?? 0;
    this.#load = load;
    this.#slice = slice;
    this.#arrivals = createArrivals(pace.arrivals, seed);
    this.#warmup = new RateCurve([{ ratePerSecond, durationMs: load.warmupMs, ramp: false }]);
    this.#measured = new RateCurve(pace.stages);
    this.#warmupCount = this.#warmup.countAt(load.warmupMs);
    this.#next = slice.offset;
  }

  /** The slice's next arrival; undefined when there is none any more. */
  next(): Arrival | undefined {
    const { extent, warmupMs } = this.#load;
    const own = this.#next;
    const before = this.#countWarmup(own);
    const place = this.#arrivals(own);
    const measured = before !== undefined;
    const atMs = measured
      ? this.#measured.timeOf(place - this.#warmupCount)
      : this.#warmup.timeOf(place);
    if (atMs === undefined) return undefined;
    if (measured) {
      if (extent.kind === "duration" && atMs >= extent.durationMs) return undefined;
      if (extent.kind === "requests" && own - before >= extent.requests) return undefined;
    }
    this.#next += this.#slice.stride;
    this.#lastMs = measured ? warmupMs + atMs : atMs;
    return { atMs: this.#lastMs, measured };
  }

  /** When no more arrivals come, since the schedule began; to be asked when there are none any more. */
  get endMs(): number {
    const { extent, warmupMs } = this.#load;
    if (extent.kind === "requests") return this.#lastMs;
    return warmupMs + Math.min(extent.durationMs, this.#measured.durationMs);
  }

  /** Arrivals a second that the slice has at a time since the schedule began, on average. */
  rateAt(atMs: number): number {
    const { warmupMs } = this.#load;
    const rate =
      atMs < warmupMs ? this.#warmup.rateAt(atMs) : this.#measured.rateAt(atMs - warmupMs);
    return rate / this.#slice.stride;
  }

  /** How many arrivals the warm-up has, if arrival `own` is after it. */
  #countWarmup(own: number): number | undefined {
    for (; this.#before === undefined && this.#walked <= own; this.#walked++) {
      if (this.#arrivals(this.#walked) >= this.#warmupCount) this.#before = this.#walked;
    }
    return this.#before;
  }
}

/** Operations a second of the measured part, on average. */
export function meanRate({ extent }: Pick<Load, "extent">, { stages }: OpenPace): number {
  const curve = new RateCurve(stages);
  const { durationMs, requests } =
    extent.kind === "requests"
      ? { durationMs: curve.durationMs, requests: extent.requests }
      : { durationMs: Math.min(extent.durationMs, curve.durationMs), requests: undefined };
  const ms = requests === undefined ? durationMs : (curve.timeOf(requests) ?? durationMs);
  return ms > 0 && ms < Number.POSITIVE_INFINITY ? (curve.countAt(ms) / ms) * 1000 : 0;
}
