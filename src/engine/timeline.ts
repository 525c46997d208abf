import type { Outcome } from "../targets/target.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { TimelineRow } from "./result.ts";

const secondMs = 1000;

/**
 * One row for each second since `startMs`, of the operations that ended in it; seconds in which
 * none ended have rows too. Percentiles are computed once a second.
 */
export class Timeline {
  readonly rows: TimelineRow[] = [];
  readonly #latency = new LatencyHistogram();
  #counts = { ok: 0, failed: 0, unknown: 0 };
  #closesAtMs: number;

  constructor(startMs: number) {
    this.#closesAtMs = startMs + secondMs;
  }

  /** Closes the seconds that are over by `nowMs`; true when there were any. */
  advance(nowMs: number): boolean {
    if (nowMs < this.#closesAtMs) return false;
    while (nowMs >= this.#closesAtMs) this.#close();
    return true;
  }

  /** Counts an operation that ended in the second that is open. */
  record(status: Outcome["status"], latencyMicros: number): void {
    this.#counts[status]++;
    this.#latency.record(latencyMicros);
  }

  /** Closes the last, shorter second if anything ended in it. */
  finish(): void {
    if (this.#latency.count > 0) this.#close();
  }

  #close(): void {
    this.rows.push({
      second: this.rows.length + 1,
      ...this.#counts,
      p50: this.#latency.percentileMs(50),
      p95: this.#latency.percentileMs(95),
      p99: this.#latency.percentileMs(99),
      throttled: 0,
      histogram: this.#latency.encode(),
    });
    if (this.#latency.count > 0) this.#latency.reset();
    this.#counts = { ok: 0, failed: 0, unknown: 0 };
    this.#closesAtMs += secondMs;
  }
}
