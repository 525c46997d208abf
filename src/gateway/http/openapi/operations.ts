import type { schemasOf } from "../../query/schemas.ts";
import { mediaTypes } from "../../reads.ts";
import { problemTitles, problemType } from "../problem-document.ts";

const problem = (description: string) => ({
  description,
  content: { [problemType]: { schema: { $ref: "Problem#" } } },
});

/** What every operation may answer instead. */
const problems = {
  400: problem("The request is wrong: `errors` names each field and what would be right"),
  401: problem("An API key is needed, or the one given is unknown, revoked or expired"),
  406: problem("None of the media types in Accept can be given"),
  429: problem("Too many requests, or read units; Retry-After says when to come again"),
  500: problem("Something went wrong inside the service"),
  503: problem("The service is stopping or has too much to do, or DynamoDB cannot be reached"),
  504: problem("DynamoDB takes too long"),
};
const hidden = {
  403: problem("No scope of the API key allows it"),
  404: problem("There is no such table, or it is not shown to this key"),
};

const rateHeaders = {
  "X-Request-Id": { type: "string", description: "The request's id, as in the service's log" },
  "RateLimit-Policy": { type: "string", description: 'The limit: "key";q=600;w=60' },
  RateLimit: { type: "string", description: 'What is left of it: "key";r=599;t=60' },
};
const readHeaders = {
  ...rateHeaders,
  ETag: { type: "string", description: "For If-None-Match: 304 while the answer is the same" },
  Age: { type: "integer", description: "Seconds since DynamoDB was read" },
  "Dyn-Cache": { type: "string", enum: ["hit", "miss", "shared"] },
  "Dyn-Consumed-Capacity": { type: "number", description: "Read units of this request" },
  "Server-Timing": { type: "string", description: "Where the time went, in milliseconds" },
};

const [json, lines, typed] = mediaTypes;

/** Says of each operation what the document tells beyond its parameters. */
export function documented({ answers }: ReturnType<typeof schemasOf>) {
  const told = (description: string, schema: object) => ({
    200: { description, headers: rateHeaders, content: { [json]: { schema } } },
  });
  const read = (description: string, schema: object) => ({
    200: {
      description,
      headers: readHeaders,
      content: {
        [json]: { schema },
        [lines]: { schema: { type: "string", description: "An item a line, as plain JSON" } },
        [typed]: { schema: { type: "object", description: "With items in DynamoDB's typed JSON" } },
      },
    },
    304: { description: "The caller has it already", type: "null" },
    ...hidden,
    ...problems,
  });
  const dropped = {
    ...told("How many answers were dropped, as far as known", {
      type: "object",
      properties: { dropped: { type: "integer" } },
      required: ["dropped"],
    }),
    403: hidden[403],
    ...problems,
  };
  return {
    tables: {
      operationId: "listTables",
      summary: "The tables that the key may read",
      tags: ["Tables"],
      response: { ...told("The tables", answers.tables), ...problems },
    },
    table: {
      operationId: "describeTable",
      summary: "A table's key, indexes and limits",
      tags: ["Tables"],
      response: { ...told("The table", answers.table), ...hidden, ...problems },
    },
    items: {
      operationId: "listItems",
      summary: "Items of one partition",
      tags: ["Items"],
      response: read("A page of items", answers.page),
    },
    itemByPartition: {
      operationId: "getItemByPartitionKey",
      summary: "One item of a table without a sort key",
      tags: ["Items"],
      response: read("The item", answers.item),
    },
    item: {
      operationId: "getItem",
      summary: "One item by its key",
      tags: ["Items"],
      response: read("The item", answers.item),
    },
    query: {
      operationId: "queryItems",
      summary: "Items by a key condition and filters",
      tags: ["Items"],
      response: {
        ...read("A page of items", answers.page),
        413: problem("The body is too large"),
        415: problem("The body is not application/json"),
      },
    },
    scan: {
      operationId: "scanItems",
      summary: "All items, where the table may be scanned",
      tags: ["Items"],
      response: read("A page of items", answers.page),
    },
    dropAll: {
      operationId: "dropCache",
      summary: "Drops all kept answers",
      tags: ["Cache"],
      response: dropped,
    },
    dropTable: {
      operationId: "dropTableCache",
      summary: "Drops the kept answers of a table",
      tags: ["Cache"],
      response: dropped,
    },
    dropPartition: {
      operationId: "dropPartitionCache",
      summary: "Drops the kept answers of a partition, and those of scans",
      tags: ["Cache"],
      response: dropped,
    },
  };
}

/** The document of RFC 9457. */
export const problemSchema = {
  $id: "Problem",
  type: "object",
  properties: {
    type: {
      type: "string",
      enum: Object.keys(problemTitles).map(code => `/problems/${code}`),
      description: "Which problem it is",
    },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong" },
    instance: { type: "string", description: "The request's id, as a URN" },
    fix: { type: "string", description: "What to do" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { field: { type: "string" }, detail: { type: "string" } },
        required: ["field", "detail"],
      },
    },
  },
  required: ["type", "title", "status", "detail", "instance"],
};
