import { z } from "zod";
import { durationForm, parseDuration } from "../config/duration.ts";
import { maxBatchGetItems, maxBatchWriteItems } from "../dynamodb/limits.ts";
import { maxSeed } from "../template/scope.ts";
import { mostInFlight } from "./scenario.ts";

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
const count = z.int().min(0);

const duration = z
  .string({ error: `expected ${durationForm}` })
  .refine(each => parseDuration(each) !== undefined, {
    error: ({ input }) => `"${input}" is no duration; expected ${durationForm}`,
  })
  .transform(each => parseDuration(each) ?? 0);

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
  thresholds: z.array(text).optional(),
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
});

export const weightShape = z
  .number()
  .positive("a weight is above 0; to switch an operation off, take it out")
  .max(1e9)
  .default(1);

const onItem = { entity: text, pick: text.default("uniform") };
const consistent = z.boolean().default(false);

/** What an operation does, by its kind. */
export const actionShapes = {
  get: z.strictObject({ ...onItem, consistent, select: text.optional() }),
  put: z.strictObject({ ...onItem, if: text.optional() }),
  update: z.strictObject({ ...onItem, do: text, if: text.optional() }),
  delete: z.strictObject({ ...onItem, if: text.optional() }),
  query: z.strictObject({
    table: text,
    index: text.optional(),
    where: text,
    filter: text.optional(),
    select: text.optional(),
    limit: z.int().min(1).optional(),
    descending: z.boolean().default(false),
    consistent,
  }),
  batchGet: z.strictObject({
    ...onItem,
    size: z.int().min(1).max(maxBatchGetItems).optional(),
    consistent,
  }),
  batchWrite: z.strictObject({
    ...onItem,
    size: z.int().min(1).max(maxBatchWriteItems).optional(),
  }),
};
