import type { Recorder } from "./recorder.ts";

/** What is still to come: time, or operations. */
export type Remaining =
  | { readonly kind: "duration"; readonly remainingMs: number }
  | { readonly kind: "requests"; readonly remainingRequests: number };

/** How a run goes, once a second. Warm-up has counts of its own, which the result leaves out. */
export interface Snapshot {
  readonly phase: "warmup" | "measured";
  /** Since the phase began. */
  readonly elapsedMs: number;
  readonly remaining: Remaining;
  /** ok operations in the last whole second; its percentiles are those of all operations. */
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Since the phase began. */
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** ok operations of the last seconds, the latest last; at most 8. */
  readonly history: readonly number[];
}

const historySeconds = 8;

export function takeSnapshot(
  phase: Snapshot["phase"],
  recorder: Recorder,
  nowMs: number,
  remaining: Remaining,
): Snapshot {
  const history = recorder.timeline.rows.slice(-historySeconds);
  const last = history.at(-1);
  return {
    phase,
    elapsedMs: nowMs - recorder.startMs,
    remaining,
    opsPerSecond: last?.ok ?? 0,
    p50Ms: last?.p50 ?? 0,
    p95Ms: last?.p95 ?? 0,
    p99Ms: last?.p99 ?? 0,
    ...recorder.counts(),
    history: history.map(row => row.ok),
  };
}
