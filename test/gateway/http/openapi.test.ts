import { afterAll, beforeAll, expect, test } from "vitest";
import { type Service, startService } from "./service.ts";

let service: Service;
let document: Document;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

interface Document {
  readonly openapi: string;
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

beforeAll(async () => {
  service = await startService({ keys: {} });
  const answer = await fetch(`${service.url}/v1/openapi.json`);
  document = (await answer.json()) as Document;
});
afterAll(() => service.close());

const operations = () => Object.values(document.paths).flatMap(path => Object.values(path));

test("describes every operation by a name of its own, without a key", () => {
  expect(document.openapi).toBe("3.1.0");
  const ids = operations().map(({ operationId }) => operationId);
  expect(ids.sort()).toEqual([
    "describeTable",
    "dropCache",
    "dropPartitionCache",
    "dropTableCache",
    "getItem",
    "getItemByPartitionKey",
    "listItems",
    "listTables",
    "queryItems",
    "scanItems",
  ]);
  expect(Object.keys(document.components.securitySchemes)).toEqual(["bearer", "apiKey"]);
  expect(document.security).toEqual([{ bearer: [] }, { apiKey: [] }]);
});

test("names every parameter in a path, and no other", () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const { parameters = [] } of Object.values(methods)) {
      const told = parameters.filter(each => each.in === "path").map(({ name }) => name);
      expect(told.sort()).toEqual(names);
    }
  }
});

test("refers to what is there alone", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, reference = ""] of references) {
    const steps = reference.replace(/^#\//, "").split("/");
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown>)?.[step],
      document,
    );
    expect(found, reference).toBeDefined();
  }
});

test("tells the problems of every operation", () => {
  for (const { responses } of operations()) {
    for (const status of ["400", "401", "429", "500", "503"]) {
      expect(Object.keys(responses[status]?.content ?? {})).toEqual(["application/problem+json"]);
    }
  }
});
