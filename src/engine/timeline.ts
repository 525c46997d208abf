import type { Outcome } from "../targets/target.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { TimelineRow } from "./result.ts";
import { rowLength } from "./timeline-grid.ts";

const secondMs = 1000;
const recentSeconds = 8;

/**
 * One row for each second since `startMs`, of the operations that ended in it; seconds in which
 * none ended have rows too. After hours, rows stand for several seconds, so that a run may last for
 * days. Percentiles and encodings are computed once a second: 0.1 to 0.4 ms, and 0.1 to 3 kB a row.
 */
export class Timeline {
  /** Rows that are complete. */
  readonly rows: TimelineRow[] = [];
  /** The last seconds, at most 8, one by one also where rows are longer. */
  readonly recent: TimelineRow[] = [];
  readonly #open = new Interval();
  /** Seconds that are over and belong to a longer row that is not. */
  readonly #waiting = new Interval();
  #waitingSeconds = 0;
  #second = 1;
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
  record(outcome: Pick<Outcome, "status" | "throttles">, latencyMicros: number): void {
    this.#open.record(outcome, latencyMicros);
  }

  /** Closes the last, shorter second if anything ended in it. */
  finish(): void {
    if (!this.#open.isEmpty) this.#close();
    if (this.#waitingSeconds > 0) this.#closeLongRow();
  }

  #close(): void {
    const row = this.#open.row(this.#second);
    this.recent.push(row);
    if (this.recent.length > recentSeconds) this.recent.shift();
    if (rowLength(this.#second) === 1) this.rows.push(row);
    else this.#hold();
    this.#open.reset();
    this.#second++;
    this.#closesAtMs += secondMs;
  }

  /** Adds the second to a longer row, and closes that when it is complete. */
  #hold(): void {
    this.#waiting.add(this.#open);
    this.#waitingSeconds++;
    if (this.#waitingSeconds === rowLength(this.#second)) this.#closeLongRow(this.#second);
  }

  #closeLongRow(last = this.#second - 1): void {
    const seconds = this.#waitingSeconds;
    this.rows.push(this.#waiting.row(last - seconds + 1, seconds));
    this.#waiting.reset();
    this.#waitingSeconds = 0;
  }
}

/** What ended in an interval. */
export class Interval {
  readonly #latency = new LatencyHistogram();
  #counts = { ok: 0, failed: 0, unknown: 0 };
  #throttled = 0;

  get isEmpty(): boolean {
    return this.#latency.count === 0;
  }

  record(
    { status, throttles }: Pick<Outcome, "status" | "throttles">,
    latencyMicros: number,
  ): void {
    this.#counts[status]++;
    this.#throttled += throttles.length;
    this.#latency.record(latencyMicros);
  }

  add(other: Interval): void {
    if (other.isEmpty) return;
    this.#count(other.#counts, other.#throttled);
    this.#latency.add(other.#latency);
  }

  /** @throws Error when the row's histogram is none */
  addRow(row: Omit<TimelineRow, "second">): void {
    if (row.ok + row.failed + row.unknown === 0) return;
    this.#count(row, row.throttled);
    this.addHistogram(row.histogram);
  }

  /** Latencies alone, as another interval's row has them; "" are none. */
  addHistogram(histogram: string): void {
    if (histogram !== "") this.#latency.add(LatencyHistogram.decode(histogram));
  }

  row(second: number, seconds = 1): TimelineRow {
    return {
      second,
      ...(seconds > 1 ? { seconds } : {}),
      ...this.#counts,
      p50: this.#latency.percentileMs(50),
      p95: this.#latency.percentileMs(95),
      p99: this.#latency.percentileMs(99),
      throttled: this.#throttled,
      histogram: this.#latency.encode(),
    };
  }

  reset(): void {
    if (this.isEmpty) return;
    this.#latency.reset();
    this.#counts = { ok: 0, failed: 0, unknown: 0 };
    this.#throttled = 0;
  }

  #count(
    { ok, failed, unknown }: { ok: number; failed: number; unknown: number },
    throttled: number,
  ): void {
    this.#counts.ok += ok;
    this.#counts.failed += failed;
    this.#counts.unknown += unknown;
    this.#throttled += throttled;
  }
}
