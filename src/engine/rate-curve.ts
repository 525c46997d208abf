import type { Stage } from "../scenario/scenario.ts";

/** A stage with all that came before it; rates a second. */
interface Segment {
  readonly startMs: number;
  readonly durationMs: number;
  readonly startCount: number;
  readonly count: number;
  readonly fromRate: number;
  readonly toRate: number;
}

/** How many arrivals a series of stages has had by a time, and by when it has had so many. */
export class RateCurve {
  readonly durationMs: number;
  readonly #segments: readonly Segment[];
  #at = 0;

  constructor(stages: readonly Stage[]) {
    let [startMs, startCount, rate] = [0, 0, 0];
    this.#segments = stages.map(({ ratePerSecond, durationMs, ramp }) => {
      const fromRate = ramp ? rate : ratePerSecond;
      const count = (((fromRate + ratePerSecond) / 2) * durationMs) / 1000;
      const segment = { startMs, durationMs, startCount, count, fromRate, toRate: ratePerSecond };
      [startMs, startCount, rate] = [startMs + durationMs, startCount + count, ratePerSecond];
      return segment;
    });
    this.durationMs = startMs;
  }

  /** Arrivals until a time, as a fraction of one too. */
  countAt(timeMs: number): number {
    const segment = this.#segmentAt(timeMs);
    if (segment === undefined) return 0;
    const { startMs, durationMs, startCount, fromRate } = segment;
    const elapsedMs = Math.min(timeMs - startMs, durationMs);
    const meanRate = fromRate + (growth(segment) * elapsedMs) / 2;
    return startCount + (meanRate * elapsedMs) / 1000;
  }

  /** Arrivals a second at a time; after the end those of the end. */
  rateAt(timeMs: number): number {
    const segment = this.#segmentAt(timeMs);
    if (segment === undefined) return 0;
    const { startMs, durationMs, fromRate } = segment;
    return fromRate + growth(segment) * Math.min(timeMs - startMs, durationMs);
  }

  /** When there have been so many; undefined when there never are. Asked for in ascending order. */
  timeOf(count: number): number | undefined {
    for (;;) {
      const segment = this.#segments[this.#at];
      if (segment === undefined) return undefined;
      if (count < segment.startCount + segment.count) return inverse(segment, count);
      this.#at++;
    }
  }

  #segmentAt(timeMs: number): Segment | undefined {
    return this.#segments.findLast(({ startMs }) => startMs <= timeMs);
  }
}

/** By how much the rate changes in a millisecond. */
function growth({ fromRate, toRate, durationMs }: Segment): number {
  return fromRate === toRate ? 0 : (toRate - fromRate) / durationMs;
}

/** Solves `from × t + (to - from) / (2 × duration) × t² = count`, in the form that is stable at any slope. */
function inverse(segment: Segment, count: number): number {
  const { startMs, durationMs, startCount, fromRate, toRate } = segment;
  const within = Math.max(0, count - startCount);
  if (fromRate === toRate) return startMs + (within / fromRate) * 1000;
  const slope = (toRate - fromRate) / (durationMs / 1000);
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * within));
  return within === 0 ? startMs : startMs + ((2 * within) / (fromRate + root)) * 1000;
}
