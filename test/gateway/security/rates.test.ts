/** Limits of requests: no spelling of a request, a key or an address gets round them. */
import { afterEach, expect, test } from "vitest";
import type { GatewaySettings } from "../../../src/config/gateway-settings.ts";
import { tableWith } from "../../support/tables.ts";
import { rawly, statuses } from "./raw.ts";
import { type Asking, type Served, startServed } from "./served.ts";

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const many = { count: 1_000_000, windowMs: 3_600_000 };
const five = { count: 5, windowMs: 3_600_000 };

async function start(
  rates: Partial<GatewaySettings["rates"]>,
  more: Partial<GatewaySettings> = {},
) {
  served = await startServed({
    settings: {
      rates: { perKey: many, perAddress: many, readUnits: undefined, ...rates },
      ...more,
    },
    keys: { one: ["*"], two: ["*"] },
  });
  return served;
}

/** How many of these were let through. */
async function letThrough(service: Served, askings: readonly (readonly [string, Asking])[]) {
  let passed = 0;
  for (const [path, asking] of askings) {
    const { status, headers } = await service.ask(path, asking);
    if (status !== 429) passed += 1;
    else expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  return passed;
}

test("an address counts as the connection's own, whatever headers say", async () => {
  const service = await start({ perAddress: five });
  const askings = Array.from({ length: 12 }, (_, at): readonly [string, Asking] => [
    "/v1/tables",
    {
      as: at % 2 === 0 ? "one" : "two",
      headers: {
        "x-forwarded-for": `203.0.113.${at}`,
        "x-real-ip": `203.0.113.${at}`,
        "true-client-ip": `203.0.113.${at}`,
        "cf-connecting-ip": `203.0.113.${at}`,
        forwarded: `for=203.0.113.${at}`,
      },
    },
  ]);
  expect(await letThrough(service, askings)).toBe(5);
});

test("a proxy that is trusted is believed of the last address that it did not write itself", async () => {
  const service = await start({ perAddress: five }, { trustedProxies: ["127.0.0.1"] });
  // What callers write themselves stands before what the proxy has seen.
  const askings = Array.from({ length: 12 }, (_, at): readonly [string, Asking] => [
    "/v1/tables",
    { as: "one", headers: { "x-forwarded-for": `198.51.100.${at}, 203.0.113.1` } },
  ]);
  expect(await letThrough(service, askings)).toBe(5);
  const other = { as: "one", headers: { "x-forwarded-for": "203.0.113.2" } };
  expect((await service.ask("/v1/tables", other)).status).toBe(200);
});

test("a proxy that is not trusted is not believed", async () => {
  const service = await start({ perAddress: five }, { trustedProxies: ["10.0.0.0/8"] });
  const askings = Array.from({ length: 8 }, (_, at): readonly [string, Asking] => [
    "/v1/tables",
    { as: "one", headers: { "x-forwarded-for": `203.0.113.${at}` } },
  ]);
  expect(await letThrough(service, askings)).toBe(5);
});

test("failed authentication counts for the address", async () => {
  const service = await start({ perAddress: five });
  const askings = Array.from({ length: 12 }, (_, at): readonly [string, Asking] => [
    "/v1/tables",
    { as: `dyn_guess${at}` },
  ]);
  expect(await letThrough(service, askings)).toBe(5);
  expect((await service.ask("/v1/tables", { as: "one" })).status).toBe(429);
});

test("a key counts as one, however it and the request are written", async () => {
  const table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
  const service = await start({ perKey: five });
  const key = service.key("one");
  const path = `/v1/tables/${table}/items?pk=a`;
  const askings: (readonly [string, Asking])[] = [
    [path, { as: "one" }],
    [path, { headers: { "x-api-key": key } }],
    [path, { headers: { authorization: `bearer ${key}` } }],
    [path, { headers: { authorization: `BEARER  ${key}` } }],
    [path, { headers: { authorization: `Bearer ${key}`, "x-api-key": key } }],
    // From here on it is over.
    [path, { as: "one", method: "HEAD" }],
    [`/v1/tables/${table}/items?pk=%61`, { as: "one" }],
    [`/%76%31/tables/${table}/items?pk=a`, { as: "one" }],
    [`/v1/tables/${encodeURIComponent(table).replace("-", "%2D")}/items?pk=a`, { as: "one" }],
    [`${path}&x=1`, { as: "one" }],
    [path, { as: "one", headers: { accept: "application/x-ndjson" } }],
    [`/v1/tables/${table}/query`, { as: "one", query: { where: "Pk = 'a'" } }],
    ["/v1/tables", { as: "one" }],
    ["/v1/cache", { as: "one", method: "DELETE" }],
    ["/metrics", { as: "one" }],
  ];
  expect(await letThrough(service, askings)).toBe(5);
  expect((await service.ask(path, { as: "two" })).status).toBe(200);
});

test("another spelling of a path is another path, or counts", async () => {
  const table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
  const service = await start({ perKey: five });
  for (let at = 0; at < 6; at++) await service.ask("/v1/tables", { as: "one" });
  for (const path of [
    `/V1/tables/${table}/items?pk=a`,
    `/v1/Tables/${table}/items?pk=a`,
    `/v1/tables/${table}/items/?pk=a`,
    `/v1//tables/${table}/items?pk=a`,
    `//v1/tables/${table}/items?pk=a`,
    `/v1/./tables/${table}/items?pk=a`,
    `/x/../v1/tables/${table}/items?pk=a`,
    `/v1/tables/${table}/items;x?pk=a`,
    `/v1/tables/${table}/items%3Fpk=a`,
    `/v1%2ftables/${table}/items?pk=a`,
  ]) {
    const head = `Host: x\r\nX-API-Key: ${service.key("one")}\r\nConnection: close`;
    const text = await rawly(service.port, `GET ${path} HTTP/1.1\r\n${head}\r\n\r\n`);
    expect([path, [400, 404, 429]]).toEqual([path, expect.arrayContaining(statuses(text))]);
    expect(text).not.toContain('"items"');
  }
});

test("a hundred requests on one connection count as a hundred", async () => {
  const service = await start({ perKey: five });
  const head = `Host: x\r\nX-API-Key: ${service.key("one")}`;
  const one = `GET /v1/tables HTTP/1.1\r\n${head}\r\n\r\n`;
  const last = `GET /v1/tables HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`;
  const told = statuses(await rawly(service.port, one.repeat(99) + last));
  expect(told).toHaveLength(100);
  expect(told.filter(status => status === 200).length).toBeLessThanOrEqual(5);
});

test("read units that are spent are spent for every way to read, and not for others' keys", async () => {
  const table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
  const service = await start({ readUnits: { count: 1, windowMs: 3_600_000 } });
  const ask = (path: string, asking: Asking = {}) =>
    service.ask(`/v1/tables/${table}${path}`, { as: "one", ...asking });
  for (const pk of ["a", "b"]) expect((await ask(`/items?pk=${pk}`)).status).toBe(200);
  for (const [path, asking] of [
    ["/items?pk=c", {}],
    ["/items/a/1", {}],
    ["/scan", {}],
    ["/scan?all=true", { headers: { accept: "application/x-ndjson" } }],
    ["/query", { query: { where: "Pk = 'a'", total: true } }],
  ] as const) {
    const { status, json } = await ask(path, asking);
    expect([path, status, json.type]).toEqual([path, 429, "/problems/read-budget-spent"]);
  }
  // What is kept costs nothing.
  expect((await ask("/items?pk=a")).headers.get("dyn-cache")).toBe("hit");
  expect((await ask("/items?pk=c", { as: "two" })).status).toBe(200);
});
