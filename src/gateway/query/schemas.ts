import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { conditionSchema, valueSchema } from "./condition-schema.ts";
import { maxExpressionLength, maxListValues, maxPaths, maxTokenLength } from "./limits.ts";
import { mostItemsOf } from "./page-size.ts";

/** A JSON schema, draft 2020-12; those with an `$id` are referred to as `ID#`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What others refer to: for Fastify's addSchema. */
export const sharedSchemas: readonly JsonSchema[] = [valueSchema, conditionSchema];

const tableName = {
  type: "string",
  pattern: "^[A-Za-z0-9_.-]{1,255}$",
  description: "A table's name",
  examples: ["ApplicationData"],
};
const indexName = {
  type: "string",
  pattern: "^[A-Za-z0-9_.-]{1,255}$",
  description: "An index to read instead of the table",
  examples: ["EmailIndex"],
};
const keyText = (description: string, example: string): JsonSchema => ({
  type: "string",
  minLength: 1,
  maxLength: 4096,
  description: `${description}; a number as its digits, binary as base64url`,
  examples: [example],
});
const expression = (description: string, example: string): JsonSchema => ({
  type: "string",
  minLength: 1,
  maxLength: maxExpressionLength,
  description,
  examples: [example],
});
const flag = (description: string): JsonSchema => ({ type: "boolean", description });
const path = {
  type: "string",
  minLength: 1,
  maxLength: 1024,
  description: 'A path: Name, Address.City, Tags[0]; odd names in double quotes, "user-id"',
};
const pageToken = {
  type: "string",
  minLength: 1,
  maxLength: maxTokenLength,
  description: "nextToken of the page before; it goes with the same query alone",
};
const filterText = "Leaves out items that do not match; those count as read, too";
const selectText = "Only these attributes, with commas between them";

const common = {
  total: flag("Whether to count all items; ask for it once, with the first page"),
  consistent: flag("Whether to read what was last written; not on a global index"),
  all: flag("Whether to give all items, page by page; needs Accept: application/x-ndjson"),
};

function object(properties: JsonSchema, required: readonly string[] = []): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** The schemas of what callers send, and of what they get. */
export function schemasOf(settings: GatewaySettings) {
  const pageSize = {
    type: "integer",
    minimum: 1,
    maximum: mostItemsOf(settings),
    description: `The most items of a page; ${settings.pageSize.usual} where none is given`,
    examples: [25],
  };
  const paging = { pageSize, nextToken: pageToken, ...common };
  const reading = {
    index: indexName,
    filter: expression(filterText, "Amount > 400 and Status = 'NEW'"),
    select: expression(selectText, "SK, Amount"),
    ...paging,
  };
  return {
    table: object({ table: tableName }, ["table"]),
    item: {
      params: object(
        {
          table: tableName,
          pk: keyText("The partition key", "USER#7"),
          sk: keyText("The sort key", "PROFILE"),
        },
        ["table", "pk"],
      ),
      query: object({ select: reading.select, consistent: common.consistent }),
    },
    items: { query: object({ ...keyParameters, ...orderOf(), ...reading }, ["pk"]) },
    scan: { query: object(reading) },
    query: { body: { $id: "Query", ...queryBody(paging) } },
    answers: { tables: tablesAnswer, table: tableAnswer, page: pageAnswer, item: itemAnswer },
  };
}

function orderOf() {
  return {
    order: {
      type: "string",
      enum: ["asc", "desc"],
      description: "The order of the sort key",
      examples: ["desc"],
    },
  };
}

const keyParameters = {
  pk: keyText("The partition key, of the index where one is named", "USER#7"),
  sk: keyText("Sort keys that are equal", "PROFILE"),
  skBeginsWith: keyText("Sort keys that begin so", "ORDER#"),
  skFrom: keyText("Sort keys from here on, inclusive", "ORDER#0000000001"),
  skTo: keyText("Sort keys up to here, inclusive", "ORDER#0000005000"),
  skGt: keyText("Sort keys above", "ORDER#0000000001"),
  skLt: keyText("Sort keys below", "ORDER#0000005000"),
};

function queryBody(paging: JsonSchema): JsonSchema {
  const values = (description: string): JsonSchema => ({
    type: "array",
    minItems: 1,
    maxItems: maxListValues,
    items: { $ref: "Value#" },
    description,
  });
  const bound = (which: string): JsonSchema => ({
    type: ["string", "number", "object"],
    description: `${which}, inclusive; text is compared as text, numbers as numbers`,
  });
  const properties = {
    index: indexName,
    where: expression(
      "The condition on the key: = on the partition key, and one condition on the sort key",
      "PK = 'USER#7' and begins_with(SK, 'ORDER#')",
    ),
    key: {
      type: "object",
      minProperties: 1,
      maxProperties: 8,
      additionalProperties: { $ref: "Value#" },
      description:
        "The same in JSON: a value for =, or one of eq, lt, le, gt, ge, between [a, b], beginsWith",
      examples: [{ PK: "USER#7", SK: { beginsWith: "ORDER#" } }],
    },
    dateRange: {
      ...object({ attribute: path, from: bound("The first"), to: bound("The last") }, [
        "attribute",
      ]),
      description:
        "Items from one moment to another, both included, as the attribute writes them: 2026-03-31T09:00 comes after 2026-03-31. A condition on the key where the attribute is the sort key",
      examples: [{ attribute: "CreatedAt", from: "2026-01-01", to: "2026-03-31" }],
    },
    systemIds: {
      ...object({ attribute: path, values: values("Ids, of which the item must have one") }, [
        "values",
      ]),
      description: "Items of these systems; the attribute is SystemId unless another is named",
      examples: [{ attribute: "Status", values: ["NEW", "PAID"] }],
    },
    in: {
      type: "object",
      minProperties: 1,
      maxProperties: 10,
      additionalProperties: values("Values, of which the attribute must have one"),
      description: "Attributes, and the values that each may have",
      examples: [{ Status: ["NEW", "PAID"] }],
    },
    filter: {
      anyOf: [expression(filterText, "Amount > 400 and Status = 'NEW'"), { $ref: "Condition#" }],
      description: `${filterText}: an expression, or a condition in JSON`,
    },
    select: {
      type: "array",
      minItems: 1,
      maxItems: maxPaths,
      items: path,
      description: "Only these attributes",
      examples: [["SK", "Amount"]],
    },
    ...orderOf(),
    ...paging,
  };
  return {
    ...object(properties),
    description: "A query of one partition, by `where` or by `key`",
    examples: queryExamples,
  };
}

/** Bodies that run against ApplicationData of scenarios/single-table-orders.yaml. */
export const queryExamples = [
  {
    where: "PK = 'USER#7' and begins_with(SK, 'ORDER#')",
    filter: "Amount > 400",
    select: ["SK", "Amount"],
    order: "desc",
    pageSize: 5,
  },
  {
    key: { PK: "USER#7", SK: { beginsWith: "ORDER#" } },
    dateRange: { attribute: "CreatedAt", from: "2026-01-01", to: "2026-03-31" },
    in: { Status: ["NEW", "PAID"] },
    filter: { not: { attribute: "Amount", lt: 50 } },
    total: true,
  },
  { index: "EmailIndex", key: { Email: "user-7@example.com" } },
];

const keyAnswer = {
  type: "object",
  description: "Attributes of the key; a name is left out where it is not shown",
  properties: Object.fromEntries(
    ["partition", "sort"].map(part => [
      part,
      {
        type: "array",
        items: object(
          { name: { type: "string" }, type: { enum: ["string", "number", "binary"] } },
          ["type"],
        ),
      },
    ]),
  ),
};

const operations = {
  type: "array",
  items: { enum: ["get", "query", "scan"] },
  description: "What the caller may do",
};

const tablesAnswer = object(
  {
    tables: {
      type: "array",
      items: object({ name: { type: "string" }, operations }, ["name", "operations"]),
    },
  },
  ["tables"],
);

const tableAnswer = object({
  name: { type: "string" },
  key: keyAnswer,
  indexes: {
    type: "array",
    items: object({
      name: { type: "string" },
      kind: { enum: ["global", "local"] },
      key: keyAnswer,
      projection: { enum: ["all", "keys", "include"] },
    }),
  },
  attributes: {
    type: ["array", "null"],
    items: { type: "string" },
    description: "What is shown of items; null: everything",
  },
  operations,
  pageSize: object({ default: { type: "integer" }, max: { type: "integer" } }),
  cacheSeconds: { type: "number", description: "How long answers are kept; 0: not at all" },
});

const itemAnswer = {
  type: "object",
  additionalProperties: true,
  description: "An item as plain JSON; numbers keep all of their digits",
  examples: [{ PK: "USER#7", SK: "PROFILE", Email: "user-7@example.com", Version: 1 }],
};

const pageAnswer = object(
  {
    items: { type: "array", items: itemAnswer },
    count: { type: "integer", description: "Items of this page" },
    scannedCount: { type: "integer", description: "Items that were read to find them" },
    nextToken: {
      type: ["string", "null"],
      description: "Gives the next page; null at the end. A page may be empty and have one.",
    },
    total: { type: "integer", description: "Items of all pages, where it was asked for" },
    totalIsLowerBound: {
      type: "boolean",
      description: "Whether counting stopped at its bound: there are at least so many",
    },
    consumedCapacity: { type: ["number", "null"], description: "Read units" },
  },
  ["items", "count", "scannedCount", "nextToken", "consumedCapacity"],
);
