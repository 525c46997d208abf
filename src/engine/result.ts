import type { Threshold } from "../scenario/scenario.ts";

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
  readonly items: number;
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
  readonly capacity: { readonly read: number; readonly write: number };
  /** The latency histogram, HDR V2 compressed, base64. */
  readonly histogram: string;
}

/** What ended in one second; the last may be shorter, as it ends with the last operation. */
export interface TimelineRow {
  /** From 1, since the first measured operation started. */
  readonly second: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Generator {
  /** Of one core. */
  readonly cpuPercent: number;
  readonly cpuMicrosPerRequest: number;
  /** Of the measured time. */
  readonly eventLoopBusyPercent: number;
  readonly eventLoopDelayP99Ms: number;
  /** null in a closed loop. */
  readonly scheduleLagP99Ms: number | null;
  readonly verdict: "ok" | "saturated";
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
  readonly target: string;
  readonly client: string;
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  readonly load: {
    readonly concurrency: number;
    readonly rate: number | null;
    readonly workers: number;
  };
  readonly total: Stats;
  readonly operations: Readonly<Record<string, Stats>>;
  readonly timeline: readonly TimelineRow[];
  readonly generator: Generator;
  readonly thresholds: readonly ThresholdResult[];
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
  /** There when the run was cut short; what it measured until then stands. */
  readonly interrupted?: true;
  /** The run went to its end, and every threshold and check held. */
  readonly ok: boolean;
}
