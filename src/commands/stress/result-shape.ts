import { z } from "zod";
import { explain } from "../../config/explain.ts";
import type { Comparison } from "../../engine/comparison.ts";
import type { Result } from "../../engine/result.ts";
import { arrivalKinds, referenceMetrics } from "../../scenario/scenario.ts";

const text = z.string();
const number = z.number();
const count = z.number().int().nonnegative();
const counts = z.record(text, count);

const latencyMs = z.object({
  min: number,
  mean: number,
  p50: number,
  p75: number,
  p90: number,
  p95: number,
  p99: number,
  p999: number,
  max: number,
});

const units = z.object({ read: number, write: number });

const staleness = z.object({
  reads: count,
  stale: count,
  staleReads: count,
  ms: latencyMs,
  histogram: text,
});

const stats = z
  .object({
    sent: count,
    ok: count,
    failed: count,
    unknown: count,
    attempts: count,
    retries: count,
    throttled: count,
    conflicts: count,
    restarts: count,
    items: count,
    elapsedSeconds: number.exactOptional(),
    throughput: number,
    itemThroughput: number,
    latencyMs,
    serviceMs: latencyMs,
    errors: counts,
    throttles: counts,
    capacity: units.extend({ resources: z.record(text, units) }),
    staleness: staleness.exactOptional(),
    histogram: text,
    serviceHistogram: text,
  })
  .refine(({ sent, ok, failed, unknown }) => sent === ok + failed + unknown, {
    error: "expected as many sent as ok, failed and unknown together",
  });

const timelineRow = z.object({
  // No run lasts for years; what claims to would fill the memory of a merge.
  second: count.min(1).max(1e8),
  seconds: count.min(1).max(3_600).exactOptional(),
  ok: count,
  failed: count,
  unknown: count,
  p50: number,
  p95: number,
  p99: number,
  throttled: count,
  histogram: text,
});

const generator = z.object({
  cpuPercent: number,
  cpuMicrosPerRequest: number,
  eventLoopBusyPercent: number,
  eventLoopDelayP99Ms: number,
  scheduleLagP99Ms: number.nullable(),
  socketsWaitingMax: number,
  verdict: z.enum(["ok", "saturated"]),
  reasons: z.array(text),
});

const load = z.object({
  kind: z.enum(["closed", "open"]),
  concurrency: count,
  rate: number.nullable(),
  arrivals: z.enum(arrivalKinds).nullable(),
  stages: z.array(
    z.object({ ratePerSecond: number, seconds: number.nullable(), ramp: z.boolean() }),
  ),
  warmupSeconds: number,
  durationSeconds: number.nullable(),
  requests: count.nullable(),
  order: z.enum(["mixed", "inTurn"]),
  workers: count,
  shard: z
    .object({ index: count.min(1), of: count.min(1) })
    .refine(({ index, of }) => index <= of, {
      path: ["index"],
      error: "expected at most as many as there are",
    })
    .nullable(),
  merged: z.object({ shards: z.array(count), of: count }).exactOptional(),
  legs: count.min(2).exactOptional(),
  queued: count,
  unsent: count,
});

const threshold = z.object({
  expression: text,
  comparator: z.enum(["<", "<=", ">", ">=", "=="]),
  limit: number,
  unit: z.enum(["ms", "perSecond", "share", "count"]),
  actual: number.nullable(),
  ok: z.boolean(),
});

const check = z.object({
  kind: z.enum(["acknowledged", "sum", "every", "count", "indexMatches"]),
  name: text,
  ok: z.boolean(),
  detail: text,
  keys: z.array(text),
});

const moment = text.refine(value => !Number.isNaN(Date.parse(value)), {
  error: "expected a moment such as 2026-01-31T12:00:00.000Z",
});

const result = z
  .object({
    schema: z.literal("dyn.result/1"),
    scenario: text,
    description: text,
    digest: text,
    seed: count,
    target: text,
    client: text,
    startedAt: moment,
    elapsedSeconds: number.nonnegative(),
    load,
    total: stats,
    operations: z.record(text, stats),
    timeline: z.array(timelineRow),
    generator,
    thresholds: z.array(threshold),
    checks: z.array(check),
    references: z.record(text, z.partialRecord(z.enum(referenceMetrics), number)),
    interrupted: z.literal(true).exactOptional(),
    aborted: text.exactOptional(),
    ok: z.boolean(),
  })
  .refine(
    ({ total, operations }) =>
      total.sent === Object.values(operations).reduce((sum, { sent }) => sum + sent, 0),
    { path: ["total", "sent"], error: "expected as many as all operations have" },
  );

/** The shape is the type's: what it lets through is a result. */
result satisfies z.ZodType<Result>;

const cost = z.object({ perMillionOperations: number.nullable(), basis: text, without: text });

/** What a comparison is made of: the rest of it follows. */
const comparison = z.object({
  schema: z.literal("dyn.comparison/1"),
  scenario: text,
  description: text,
  seed: count,
  interleave: count.min(2).nullable(),
  targets: z
    .array(
      z.object({
        label: text,
        result: result.exactOptional(),
        failure: text.exactOptional(),
        cost: cost.exactOptional(),
      }),
    )
    .min(1),
});

comparison satisfies z.ZodType<Omit<Comparison, "baseline" | "operations" | "total" | "ok">>;

/** Whether a document says that it is a comparison. */
export function saysComparison(document: unknown): boolean {
  return isObject(document) && document.schema === "dyn.comparison/1";
}

/** The first thing that keeps a document from being a comparison, in words; undefined: it is one. */
export function findComparisonFault(document: unknown): string | undefined {
  const { error } = comparison.safeParse(document, { error: () => "" });
  return error === undefined ? undefined : faultText(error, document);
}

/** The first thing that keeps a document from being a result, in words; undefined: it is one. */
export function findFault(document: unknown): string | undefined {
  const { data, error } = result.safeParse(document, { error: () => "" });
  if (data !== undefined && isObject(document) && hasProto(document.operations)) {
    return 'operations: "__proto__" cannot be a name here';
  }
  return error === undefined ? undefined : faultText(error, document);
}

function faultText(error: z.ZodError, document: unknown): string | undefined {
  const [first] = explain(error.issues, document, new WeakMap());
  if (first === undefined) return undefined;
  const where = first.path.join(".");
  if (first.message.startsWith("missing: ") && where !== "") return `missing: ${where}`;
  return where === "" ? first.message : `${where}: ${first.message}`;
}

/** Records pass over a member called `__proto__`, unchecked. No operation is called so. */
function hasProto(operations: unknown): boolean {
  return isObject(operations) && Object.hasOwn(operations, "__proto__");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
