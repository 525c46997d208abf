import type { Recorder } from "./recorder.ts";
import { Interval } from "./timeline.ts";

/** What is still to come: time, or operations. */
export type Remaining =
  | { readonly kind: "duration"; readonly remainingMs: number }
  | { readonly kind: "requests"; readonly remainingRequests: number };

/** How the load stands to its schedule. */
export interface PaceState {
  /** Operations a second that the schedule asks for just now; null in a closed loop. */
  readonly targetRate: number | null;
  /** Operations whose time has come, waiting for others in flight to end. */
  readonly queued: number;
  /** No more is started; what is in flight, or due, gets some time to end. */
  readonly stopping: boolean;
}

/** How a run goes, once a second. Warm-up has counts of its own, which the result leaves out. */
export interface Snapshot extends PaceState {
  readonly phase: "warmup" | "measured";
  /** Since the phase began. */
  readonly elapsedMs: number;
  readonly remaining: Remaining;
  /** ok operations in the last whole second; its percentiles are those of all operations. */
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Attempts that were throttled in the last whole second. */
  readonly throttled: number;
  /** Since the phase began. */
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** ok operations of the last seconds, the latest last; at most 8. */
  readonly history: readonly number[];
  /** Of the last whole second, for merging; empty before there is one. */
  readonly histogram: string;
}

const unpaced: PaceState = { targetRate: null, queued: 0, stopping: false };

export function takeSnapshot(
  phase: Snapshot["phase"],
  recorder: Recorder,
  nowMs: number,
  remaining: Remaining,
  pace: PaceState = unpaced,
): Snapshot {
  const history = recorder.timeline.recent;
  const last = history.at(-1);
  return {
    phase,
    elapsedMs: nowMs - recorder.startMs,
    remaining,
    ...pace,
    opsPerSecond: last?.ok ?? 0,
    p50Ms: last?.p50 ?? 0,
    p95Ms: last?.p95 ?? 0,
    p99Ms: last?.p99 ?? 0,
    throttled: last?.throttled ?? 0,
    ...recorder.counts(),
    history: history.map(row => row.ok),
    histogram: last?.histogram ?? "",
  };
}

/** The latest snapshots of workers as one: rates and counts add up, percentiles are of all. */
export function mergeSnapshots(snapshots: readonly [Snapshot, ...Snapshot[]]): Snapshot {
  const [first] = snapshots;
  const sum = (read: (snapshot: Snapshot) => number) =>
    snapshots.reduce((total, snapshot) => total + read(snapshot), 0);
  const latency = new Interval();
  for (const { histogram } of snapshots) latency.addHistogram(histogram);
  const rates = snapshots.flatMap(({ targetRate }) => (targetRate === null ? [] : [targetRate]));
  const { p50, p95, p99, histogram } = latency.row(1);
  return {
    phase: snapshots.some(({ phase }) => phase === "warmup") ? "warmup" : "measured",
    elapsedMs: Math.max(...snapshots.map(({ elapsedMs }) => elapsedMs)),
    remaining: mergeRemaining(snapshots.map(({ remaining }) => remaining)) ?? first.remaining,
    targetRate: rates.length === 0 ? null : rates.reduce((total, rate) => total + rate, 0),
    queued: sum(({ queued }) => queued),
    stopping: snapshots.every(({ stopping }) => stopping),
    opsPerSecond: sum(({ opsPerSecond }) => opsPerSecond),
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    throttled: sum(({ throttled }) => throttled),
    ok: sum(({ ok }) => ok),
    failed: sum(({ failed }) => failed),
    unknown: sum(({ unknown }) => unknown),
    history: mergeHistories(snapshots.map(({ history }) => history)),
    histogram,
  };
}

/** The longest time, or all operations together. */
function mergeRemaining(all: readonly Remaining[]): Remaining | undefined {
  return all.reduce<Remaining | undefined>((merged, each) => {
    if (merged === undefined) return each;
    if (merged.kind === "duration" && each.kind === "duration") {
      return merged.remainingMs < each.remainingMs ? each : merged;
    }
    if (merged.kind === "requests" && each.kind === "requests") {
      const remainingRequests = merged.remainingRequests + each.remainingRequests;
      return { kind: "requests", remainingRequests };
    }
    // Some still warm up, which is a matter of time.
    return merged.kind === "duration" ? merged : each;
  }, undefined);
}

/** Second by second from the latest back; one that began later has fewer. */
function mergeHistories(histories: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(0, ...histories.map(history => history.length));
  return Array.from({ length }, (_, position) =>
    histories.reduce((sum, history) => sum + (history.at(position - length) ?? 0), 0),
  );
}
