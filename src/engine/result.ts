import type { Arrivals, Check, Load, Operation, Pace, Threshold } from "../scenario/scenario.ts";

/** Times in milliseconds, from an HDR histogram of 3 significant digits recorded in microseconds. */
export interface LatencyMs {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What happened to one operation, or to all of them. `sent = ok + failed + unknown` holds exactly. */
export interface Stats {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  readonly attempts: number;
  readonly retries: number;
  /** Attempts that were throttled. */
  readonly throttled: number;
  /** Transaction conflicts met, those that were retried included. */
  readonly conflicts: number;
  /** Times that a flow began anew because a condition did not hold. */
  readonly restarts: number;
  readonly items: number;
  /** How long it was measured; there where operations ran in turn, each in a time of its own. */
  readonly elapsedSeconds?: number;
  /** ok operations a second of measured time. */
  readonly throughput: number;
  readonly itemThroughput: number;
  /** From the intended start; equal to serviceMs in a closed loop. */
  readonly latencyMs: LatencyMs;
  /** From the send to the end of the last attempt. */
  readonly serviceMs: LatencyMs;
  /** By code; at most 100 different ones, the rest as `other`. */
  readonly errors: Readonly<Record<string, number>>;
  /** By `Reason`, or `Reason on Table` or `Reason on Table/index/Index` where the service names it. */
  readonly throttles: Readonly<Record<string, number>>;
  readonly capacity: Capacity;
  /** There where operations read until they saw what was written before. */
  readonly staleness?: Staleness;
  /** The latency histogram, HDR V2 compressed, base64. */
  readonly histogram: string;
  /** The same of the service times. */
  readonly serviceHistogram: string;
}

/** How fresh the reads were of operations that waited for what was written before them. */
export interface Staleness {
  /** Operations that came to an end of it: they saw the write, or gave up. */
  readonly reads: number;
  /** Those whose first read did not see it. */
  readonly stale: number;
  /** Single reads that did not see it, repeated ones included. */
  readonly staleReads: number;
  /** From the start of the first read to the end of the one that saw it, or of the last before it gave up. */
  readonly ms: LatencyMs;
  /** Of these times, HDR V2 compressed, base64. */
  readonly histogram: string;
}

/** Consumed units, in all and by `Table` or `Table/index/Index`. */
export interface Capacity {
  readonly read: number;
  readonly write: number;
  readonly resources: Readonly<Record<string, { readonly read: number; readonly write: number }>>;
}

/** What ended in one second; the last may be shorter, as it ends with the last operation. */
export interface TimelineRow {
  /** From 1, since the first measured operation started. */
  readonly second: number;
  /** How many seconds the row stands for, where it is more than one: in runs of hours. */
  readonly seconds?: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Attempts that were throttled, of the operations that ended in this second. */
  readonly throttled: number;
  /** Of the latencies, HDR V2 compressed, base64; for merging. */
  readonly histogram: string;
}

/** The load generator's own health. */
export interface Generator {
  /** Of one core. */
  readonly cpuPercent: number;
  readonly cpuMicrosPerRequest: number;
  /** Of the measured time. */
  readonly eventLoopBusyPercent: number;
  readonly eventLoopDelayP99Ms: number;
  /** How late operations started that found a free place; null in a closed loop. */
  readonly scheduleLagP99Ms: number | null;
  /** The most requests that waited for a connection at once. */
  readonly socketsWaitingMax: number;
  readonly verdict: "ok" | "saturated";
  /** Why it is saturated, each in a few words; empty when it is not. */
  readonly reasons: readonly string[];
}

/**
 * The load as it was asked for, and how an open loop could keep to it. In a slice's report,
 * `concurrency`, `rate`, `queued` and `unsent` are the slice's own, so that they add up; `stages`,
 * `durationSeconds` and `requests` are those of the whole load, the same in every slice.
 */
export interface LoadReport {
  readonly kind: Pace["kind"];
  /** The cap on operations in flight, of all workers together. */
  readonly concurrency: number;
  /** Operations a second that were scheduled on average; null in a closed loop. */
  readonly rate: number | null;
  readonly arrivals: Arrivals | null;
  /** As the scenario has them; empty in a closed loop, one without a duration for a constant rate. */
  readonly stages: readonly {
    readonly ratePerSecond: number;
    readonly seconds: number | null;
    readonly ramp: boolean;
  }[];
  readonly warmupSeconds: number;
  /** One of the two is null. */
  readonly durationSeconds: number | null;
  readonly requests: number | null;
  readonly order: Load["order"];
  readonly workers: number;
  /** Which part of a load on several machines this is, from 1; null: the whole. */
  readonly shard: { readonly index: number; readonly of: number } | null;
  /** There in a merge of shards: those that it has, from 1, of how many. */
  readonly merged?: { readonly shards: readonly number[]; readonly of: number };
  /** There when the load ran in so many parts, with pauses between them. */
  readonly legs?: number;
  /** Operations that had to wait, after their intended start, for others in flight to end. */
  readonly queued: number;
  /** Operations that were still waiting some time after the schedule's end, and were given up. */
  readonly unsent: number;
}

export interface CheckResult {
  readonly kind: Check["kind"];
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in one line. */
  readonly detail: string;
  /** Keys of items that fail it, as plain JSON; at most 10. */
  readonly keys: readonly string[];
}

export interface ThresholdResult {
  /** As the user wrote it. */
  readonly expression: string;
  readonly comparator: Threshold["comparator"];
  readonly limit: number;
  /** Of `limit` and `actual`; a share is a fraction of 1. */
  readonly unit: Threshold["unit"];
  /** null when nothing was measured; the threshold is then missed. */
  readonly actual: number | null;
  readonly ok: boolean;
}

/** The result document, format `dyn.result/1`. */
export interface Result {
  readonly schema: "dyn.result/1";
  readonly scenario: string;
  readonly description: string;
  /** Of the scenario's texts: results of one scenario have the same. */
  readonly digest: string;
  readonly seed: number;
  readonly target: string;
  readonly client: string;
  /** Of the first measured operation. */
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  readonly load: LoadReport;
  readonly total: Stats;
  readonly operations: Readonly<Record<string, Stats>>;
  readonly timeline: readonly TimelineRow[];
  readonly generator: Generator;
  readonly thresholds: readonly ThresholdResult[];
  readonly checks: readonly CheckResult[];
  /** Figures that the scenario sets beside operations' own, by operation. */
  readonly references: Readonly<Record<string, NonNullable<Operation["reference"]>>>;
  /** There when the run was cut short; what it measured until then stands. */
  readonly interrupted?: true;
  /** There when a missed threshold stopped the run: its expression. */
  readonly aborted?: string;
  /** The run went to its end, and every threshold and check held. */
  readonly ok: boolean;
}
