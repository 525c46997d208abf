import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  JsHistogram,
} from "hdr-histogram-js";
import type { LatencyMs } from "./result.ts";

const highestMicros = 3_600_000_000;
const microsPerMs = 1000;

/**
 * An HDR histogram of microseconds with 3 significant digits, up to an hour (what is longer counts
 * as an hour), in 95 kB. All have the same shape, so that they add up without loss. This module
 * owns hdr-histogram-js.
 */
export class LatencyHistogram {
  readonly #values = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestMicros,
    numberOfSignificantValueDigits: 3,
  });

  get count(): number {
    return this.#values.totalCount;
  }

  record(micros: number): void {
    this.#values.recordValue(Math.min(micros, highestMicros));
  }

  add(other: LatencyHistogram): void {
    this.#values.add(other.#values);
  }

  reset(): void {
    this.#values.reset();
  }

  /** Milliseconds; 0 when nothing was recorded. Walks the whole histogram: not for every request. */
  percentileMs(percentile: number): number {
    if (this.count === 0) return 0;
    // A bucket's upper end may lie beyond the highest value that was recorded in it.
    const micros = Math.min(this.#values.getValueAtPercentile(percentile), this.#values.maxValue);
    return micros / microsPerMs;
  }

  /** How many were no longer than this, to three digits of it. */
  countUpTo(ms: number): number {
    const values = this.#values;
    // The one kind that is built here.
    if (!(values instanceof JsHistogram)) throw new TypeError("a histogram without counts");
    const last = values.countsArrayIndex(Math.min(Math.round(ms * microsPerMs), highestMicros));
    let count = 0;
    for (let index = 0; index <= last; index++) count += values.getCountAtIndex(index);
    return count;
  }

  /** All zero when nothing was recorded. */
  latencyMs(): LatencyMs {
    const { mean, maxValue, minNonZeroValue } = this.#values;
    const anyZero = this.count === 0 || this.#values.getValueAtPercentile(0) === 0;
    const least = anyZero ? 0 : minNonZeroValue;
    // A mean of buckets' middles may lie a little beyond values that are all alike.
    const middle = this.count === 0 ? 0 : Math.max(least, Math.min(Math.round(mean), maxValue));
    return {
      min: least / microsPerMs,
      mean: middle / microsPerMs,
      p50: this.percentileMs(50),
      p75: this.percentileMs(75),
      p90: this.percentileMs(90),
      p95: this.percentileMs(95),
      p99: this.percentileMs(99),
      p999: this.percentileMs(99.9),
      max: maxValue / microsPerMs,
    };
  }

  /** The same, each figure computed when it is read: for a few of them, now and then in a run. */
  lazyMs(): LatencyMs {
    const at = (percentile: number) => this.percentileMs(percentile);
    const all = () => this.latencyMs();
    const { maxValue } = this.#values;
    return {
      get min() {
        return all().min;
      },
      get mean() {
        return all().mean;
      },
      get p50() {
        return at(50);
      },
      get p75() {
        return at(75);
      },
      get p90() {
        return at(90);
      },
      get p95() {
        return at(95);
      },
      get p99() {
        return at(99);
      },
      get p999() {
        return at(99.9);
      },
      max: maxValue / microsPerMs,
    };
  }

  /**
   * The histogram that `encode` wrote. Every count comes back; the least and the greatest value only
   * to three digits, unless `exact` says what they were.
   * @throws Error when the text is no HDR V2 histogram
   */
  static decode(text: string, exact?: Pick<LatencyMs, "min" | "max">): LatencyHistogram {
    const values = decodeFromCompressedBase64(text);
    if (exact !== undefined && values.totalCount > 0) {
      const extremes: { maxValue: number; minNonZeroValue: number } = values;
      extremes.maxValue = Math.round(exact.max * microsPerMs);
      if (exact.min > 0) extremes.minNonZeroValue = Math.round(exact.min * microsPerMs);
    }
    const histogram = new LatencyHistogram();
    histogram.#values.add(values);
    return histogram;
  }

  /** HDR V2, compressed, base64. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#values);
  }
}
