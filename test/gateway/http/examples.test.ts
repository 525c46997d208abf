import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dyn } from "../../support/in-process.ts";
import { type Served, startServed } from "../security/served.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  /** What a form for the operation begins with. */
  readonly example?: unknown;
  readonly schema: { readonly examples?: readonly unknown[] };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: {
      readonly "application/json": {
        readonly examples: Readonly<Record<string, { readonly value: object }>>;
      };
    };
  };
}

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

let served: Served;
let operations: readonly (Operation & { readonly method: string; readonly path: string })[];

beforeAll(async () => {
  for (const name of ["application-data", "users"]) {
    const file = join(process.cwd(), `scenarios/tables/${name}.yaml`);
    expect((await dyn(["table", "create", file])).code).toBe(0);
  }
  const order = { EntityType: "ORDER", CreatedAt: "2026-02-15", Amount: 450, Status: "NEW" };
  for (const [table, item] of [
    ["ApplicationData", { PK: "USER#7", SK: "PROFILE", Email: "user-7@example.com" }],
    ["ApplicationData", { PK: "USER#7", SK: "ORDER#0000000042", ...order }],
    ["Users", { Id: "user-00000007" }],
  ] as const) {
    expect(await dyn(["item", "put", table, JSON.stringify(item)])).toMatchObject({ code: 0 });
  }
  served = await startServed();
  const { paths } = (await served.ask("/v1/openapi.json")).json as unknown as Document;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
});
afterAll(() => served?.close());

type Values = ReadonlyMap<Parameter, unknown>;

/** The URL of a request with these values. */
function urlOf(path: string, values: Values): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [{ name, in: place }, value] of values) {
    if (place === "query") query.set(name, String(value));
    else filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** What a form for the operation begins with. */
function filledIn({ parameters = [] }: Operation): Values {
  return new Map(
    parameters
      .filter(({ example }) => example !== undefined)
      .map(parameter => [parameter, parameter.example]),
  );
}

describe("the examples of the OpenAPI document", () => {
  test("fill in what each operation needs, and give an answer as they stand", async () => {
    for (const operation of operations) {
      const { path, method, requestBody } = operation;
      const needed = (operation.parameters ?? []).filter(({ required }) => required);
      const filled = filledIn(operation);
      expect([...filled.keys()].map(({ name }) => name)).toEqual(needed.map(({ name }) => name));
      if (requestBody !== undefined) continue;
      const answer = await served.ask(urlOf(path, filled), { method: method.toUpperCase() });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 200 });
    }
  });

  test("of each other parameter do so, too", async () => {
    let tried = 0;
    for (const operation of operations) {
      for (const parameter of operation.parameters ?? []) {
        for (const example of parameter.schema.examples ?? []) {
          tried += 1;
          const url = urlOf(
            operation.path,
            new Map([...filledIn(operation), [parameter, example]]),
          );
          expect(await served.ask(url), url).toMatchObject({ status: 200 });
        }
      }
    }
    expect(tried).toBeGreaterThan(10);
  });

  test("of bodies find something", async () => {
    for (const operation of operations) {
      const { examples = {} } = operation.requestBody?.content["application/json"] ?? {};
      for (const { value } of Object.values(examples)) {
        const answer = await served.ask(urlOf(operation.path, filledIn(operation)), {
          query: value,
        });
        expect(answer.json.count, JSON.stringify(value)).toBe(1);
      }
    }
  });
});
