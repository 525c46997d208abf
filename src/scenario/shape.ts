import { z } from "zod";
import { durationForm, parseDuration } from "../config/duration.ts";
import { maxSeed } from "../template/scope.ts";
import { latencyForm, parseLatencyMs, parseRate, rateForm } from "./quantity.ts";
import {
  arrivalKinds,
  type Dialect,
  dialects,
  isolations,
  mostInBatch,
  mostInFlight,
  mostStarts,
  mostStartsText,
  type ReferenceMetric,
  referenceMetrics,
  routes,
} from "./scenario.ts";

const word = /^[A-Za-z_][A-Za-z0-9_-]*$/;

const names = (what: string) =>
  z.string().regex(word, {
    error: ({ input }) =>
      `"${input}" cannot be ${what} name; names have letters, digits, "_" and "-", a letter first`,
  });

/** As it is: a record would lose an attribute called `__proto__`. */
const mapping = z.custom<Readonly<Record<string, unknown>>>(
  value => value !== null && typeof value === "object" && !Array.isArray(value),
  "expected a mapping",
);
const text = z.string().min(1);
/** A text, or a mapping with a shape of its own. */
const threshold = z.custom<unknown>(
  value => (typeof value === "string" ? value !== "" : mapping.safeParse(value).success),
  "expected a text such as p95 < 20ms, or a mapping with an expression",
);
const count = z.int().min(0);

const duration = z
  .string({ error: `expected ${durationForm}` })
  .refine(each => parseDuration(each) !== undefined, {
    error: ({ input }) => `"${input}" is no duration; expected ${durationForm}`,
  })
  .transform(each => parseDuration(each) ?? 0);

/** `2000/s`, or a number a second. */
const rate = z
  .union([z.number(), z.string()], { error: `expected ${rateForm}` })
  .refine(each => parseRate(String(each)) !== undefined, {
    error: ({ input }) => `"${input}" is no rate; expected ${rateForm}`,
  })
  .transform(each => parseRate(String(each)) ?? 0);

const loadRate = rate.refine(each => each <= mostStarts, mostStartsText);

const latency = z
  .string({ error: `expected ${latencyForm}` })
  .refine(each => parseLatencyMs(each) !== undefined, {
    error: ({ input }) => `"${input}" is no time; expected ${latencyForm}`,
  })
  .transform(each => parseLatencyMs(each) ?? 0);

const positiveDuration = duration.refine(ms => ms > 0, "a run takes some time: at least 1ms");

/** The file as a whole; entities, operations and the load have shapes of their own. */
export const scenarioShape = z.strictObject({
  name: text.optional(),
  description: z.string().optional(),
  seed: z.int().min(0).max(maxSeed).optional(),
  tables: z.array(text).optional(),
  entities: z.record(names("an entity's"), mapping).optional(),
  operations: z.record(names("an operation's"), mapping),
  load: mapping.optional(),
  thresholds: z.array(threshold).optional(),
  checks: z.array(mapping).optional(),
});

export const entityShape = z.strictObject({
  table: text,
  count: count.default(0),
  item: mapping.refine(item => Object.keys(item).length > 0, "an item has attributes"),
});

export const loadShape = z.strictObject({
  warmup: duration.default(0),
  duration: positiveDuration.optional(),
  requests: z.int().min(1).optional(),
  concurrency: z.int().min(1).max(mostInFlight).default(64),
  rate: loadRate.refine(each => each > 0, "a rate is above 0").optional(),
  arrivals: z.enum(arrivalKinds).default("constant"),
  /** Each has a shape of its own. */
  stages: z.array(mapping).min(1).optional(),
  workers: z.never("the number of workers is given with the command: --workers 2").optional(),
  order: z.enum(["mixed", "in-turn"]).default("mixed"),
});

export const stageShape = z.strictObject({
  rate: loadRate,
  for: duration.refine(ms => ms > 0, "a stage takes some time: at least 1ms"),
  ramp: z.boolean().default(false),
});
export type StageShape = z.infer<typeof stageShape>;

export const thresholdShape = z.strictObject({
  expression: text,
  abort: z.boolean("expected true or false: yes and no are texts").default(false),
  after: duration.optional(),
});

/** Figures of another source: throughputs a second, latencies in ms. */
export const referenceShape = z.strictObject(
  Object.fromEntries(
    referenceMetrics.map(metric => [
      metric,
      (metric.endsWith("hroughput") ? rate : latency).optional(),
    ]),
  ) as Record<ReferenceMetric, z.ZodOptional<typeof rate | typeof latency>>,
);

export const transactionShape = z.enum(isolations);

export const retryConflictsShape = z.int().min(0).max(100);

export const weightShape = z
  .number()
  .positive("a weight is above 0; to switch an operation off, take it out")
  .max(1e9)
  .default(1);

const onItem = { entity: text, pick: text.default("uniform") };
/** Of all reads but those of transactions' members. */
const routed = { consistent: z.boolean().default(false), route: z.enum(routes).optional() };
const pages = z
  .union([z.int().min(1), z.literal("all")], { error: "expected a number of pages, or all" })
  .default(1)
  .transform(each => (each === "all" ? Number.POSITIVE_INFINITY : each));

/** What an operation does, by its kind; transactions and statements have shapes of their own. */
export const actionShapes = {
  get: z.strictObject({
    ...onItem,
    ...routed,
    select: text.optional(),
    until: z
      .union([z.literal(true), text], { error: "expected true, or a condition of the item" })
      .optional(),
    within: duration.refine(ms => ms > 0, "some time to wait: at least 1ms").optional(),
  }),
  put: z.strictObject({ ...onItem, if: text.optional() }),
  update: z.strictObject({
    ...onItem,
    do: text,
    if: text.optional(),
    set: z.never("an update is written as do: SET A = 1").optional(),
  }),
  delete: z.strictObject({ ...onItem, if: text.optional() }),
  query: z.strictObject({
    table: text,
    index: text.optional(),
    where: text,
    filter: text.optional(),
    select: text.optional(),
    limit: z.int().min(1).optional(),
    descending: z.boolean().default(false),
    ...routed,
    pages,
  }),
  scan: z.strictObject({
    table: text,
    index: text.optional(),
    filter: text.optional(),
    select: text.optional(),
    limit: z.int().min(1).optional(),
    ...routed,
    pages,
  }),
  batchGet: z.strictObject({
    ...onItem,
    size: z.int().min(1).max(mostInBatch).optional(),
    ...routed,
  }),
  batchWrite: z.strictObject({
    ...onItem,
    size: z.int().min(1).max(mostInBatch).optional(),
  }),
};

/** A member of a transaction that writes nothing but must hold. */
export const checkShape = z.strictObject({ ...onItem, if: text });

export const transactGetMemberShape = z.strictObject({
  ...onItem,
  select: text.optional(),
  size: z.int().min(1).default(1),
});

/** Besides its texts, each in a dialect. */
export const statementShape = z.strictObject({
  ...(Object.fromEntries(dialects.map(dialect => [dialect, text.optional()])) as Record<
    Dialect,
    z.ZodOptional<typeof text>
  >),
  ...routed,
  pages,
});

/** `transactGet` with more than its members, which have shapes of their own. */
export const transactGetShape = z.strictObject({
  members: z.array(z.unknown()),
  route: routed.route,
});

/** The keys of a flow's step besides what it does. */
export const stepShapes = {
  as: text,
  restart: z.union([z.boolean(), z.int().min(0).max(1000)], {
    error: "expected true, or how many times at most",
  }),
};

const digits = z.union([z.number(), z.bigint(), text], { error: "expected a number" });

/** What a check holds true, by its kind; `acknowledged` names an entity. */
export const checkShapes = {
  acknowledged: text,
  sum: z.strictObject({
    table: text.optional(),
    entity: text.optional(),
    where: text.optional(),
    attribute: text,
    equals: digits,
    during: duration.refine(ms => ms > 0, "the time from one look to the next, above 0").optional(),
  }),
  every: z.strictObject({ table: text, where: text }),
  count: z.strictObject({
    table: text,
    where: text.optional(),
    equals: count.optional(),
    atLeast: count.optional(),
    atMost: count.optional(),
  }),
  indexMatches: z.strictObject({ table: text, index: text }),
};
