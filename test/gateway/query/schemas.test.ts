import { join } from "node:path";
import Fastify from "fastify";
import { beforeAll, describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { queryExamples, schemasOf, sharedSchemas } from "../../../src/gateway/query/schemas.ts";
import { parsePlainItem } from "../../../src/values/plain.ts";
import { dyn } from "../../support/in-process.ts";
import { service } from "./service.ts";

const schemas = schemasOf(openGateway);
const table = "ApplicationData";
let app: Awaited<ReturnType<typeof service>>;

/** A few items as scenarios/single-table-orders.yaml makes them. */
beforeAll(async () => {
  app = await service();
  expect(
    (await dyn(["table", "create", join(process.cwd(), "scenarios/tables/application-data.yaml")]))
      .code,
  ).toBe(0);
  const orders = Array.from({ length: 12 }, (_, at) => ({
    PK: "USER#7",
    SK: `ORDER#${String(at).padStart(10, "0")}`,
    EntityType: "ORDER",
    CreatedAt: `2026-${String((at % 6) + 1).padStart(2, "0")}-15`,
    Amount: 45 + at * 40,
    Status: "NEW",
    Version: 1,
  }));
  const profile = { PK: "USER#7", SK: "PROFILE", Email: "user-7@example.com", Version: 1 };
  for (const item of [profile, ...orders]) {
    const put = await dyn(["item", "put", table, JSON.stringify(item)]);
    expect(put).toMatchObject({ code: 0 });
  }
});

/** Says what a schema makes of a body, as the service's own checks would come after it. */
async function validated(body: object) {
  const server = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
  });
  for (const schema of sharedSchemas) server.addSchema(schema);
  server.post("/", { schema: { body: schemas.query.body } }, async () => "ok");
  const { statusCode } = await server.inject({ method: "POST", url: "/", payload: body });
  await server.close();
  return statusCode;
}

describe("the examples of the schemas", () => {
  test.each(queryExamples)("run, query %$", async example => {
    expect(await validated(example)).toBe(200);
    expect((await app.query(table, example)).count).toBeGreaterThan(0);
  });

  test("of parameters find something", async () => {
    const { pk, ...others } = schemas.items.query.properties as Record<
      string,
      { examples?: string[] }
    >;
    for (const name of Object.keys(others)) {
      const example = others[name]?.examples?.[0];
      if (example === undefined || name === "index") continue;
      const page = await app.items(table, { pk: pk?.examples?.[0], [name]: example });
      expect(page.count, name).toBeGreaterThan(0);
    }
    const { index } = others;
    const parameters = { pk: "user-7@example.com", index: index?.examples?.[0] };
    expect((await app.items(table, parameters)).count).toBe(1);
  });

  test("of an item are one", async () => {
    const told = parsePlainItem(await app.item(table, "USER#7", "PROFILE"));
    const [example] = schemas.answers.item.examples;
    expect(told).toEqual(parsePlainItem(JSON.stringify(example)));
  });
});

describe("a body's schema", () => {
  test.each<[string, object]>([
    ["an unknown member", { key: { PK: "a" }, filtr: "x" }],
    ["an unknown member of a filter", { filter: { attribute: "A", eq: 1, more: 2 } }],
    ["an empty all", { filter: { all: [] } }],
    ["an operator that is none", { filter: { all: [{ not: { attribute: "A", like: "x" } }] } }],
    ["101 values", { in: { A: Array(101).fill(1) } }],
    ["no page", { pageSize: 0 }],
    ["a page's size as text", { pageSize: "5" }],
    ["another order", { order: "down" }],
    ["nothing selected", { select: [] }],
    ["a long condition", { key: undefined, where: "x".repeat(4097) }],
    ["an empty key", { key: {} }],
  ])("refuses what the service itself does: %s", async (_, members) => {
    const body = { key: { PK: "a" }, ...members };
    expect(await validated(body)).toBe(400);
    await expect(app.query(table, body)).rejects.toMatchObject({ status: 400 });
  });
});
