/**
 * The OWASP API Security Top 10 of 2023, each item that applies.
 *
 * - API1 object level authorisation: here. Objects are tables; a key that may read a table may read
 *   all of its partitions, as scopes name nothing smaller.
 * - API2 authentication: here; what keys look like in timing: key-timing.test.ts.
 * - API3 object property level authorisation: here.
 * - API4 resource consumption: here what a request may ask for; slow and large ones: wire.test.ts;
 *   rates: rates.test.ts.
 * - API5 function level authorisation: here.
 * - API6 sensitive business flows: does not apply. The service only reads, and has no flow.
 * - API7 server side request forgery: here. No input names a host.
 * - API8 misconfiguration: here.
 * - API9 inventory: here.
 * - API10 unsafe consumption of APIs: hostile-backend.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engine } from "../../support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";
import { startService } from "../http/service.ts";
import { rawly, statuses } from "./raw.ts";
import { type Asking, type Served, startServed, type Told } from "./served.ts";

const secret = "S3CRET-VALUE";

let proxy: FaultProxy;
let served: Served;
/** Of which some attributes are shown. */
let orders: string;
/** All of which is shown. */
let products: string;
/** That is there, and not exposed. */
let hidden: string;

beforeAll(async () => {
  const items = [1, 2, 3].map(sk => ({
    Pk: { S: "a" },
    Sk: { N: String(sk) },
    Group: { S: `${secret}-group` },
    Rank: { N: String(sk) },
    Name: { S: `name ${sk}` },
    Secret: { S: secret },
    Nested: { M: { Secret: { S: secret } } },
  }));
  orders = await tableWith(items);
  products = await tableWith(items);
  hidden = await tableWith(items);
  proxy = await startFaultProxy((await engine()).endpoint, () => undefined);
  served = await startServed({
    endpoint: proxy.url,
    tables: {
      [orders]: { indexes: [], attributes: ["Pk", "Sk", "Name"], scan: false },
      [products]: {},
    },
    keys: {
      everything: ["*"],
      orders: [orders],
      getter: [`${orders}:get`],
      dropper: ["cache"],
      ordersDropper: [`cache:${orders}`],
      watcher: ["metrics"],
    },
  });
  // It looks once whether what it exposes is there.
  await vi.waitFor(() => expect(proxy.seen.length).toBe(2));
});
afterAll(async () => {
  await served.close();
  await proxy.close();
});

const withoutId = (text: string) => text.replace(/urn:dyn:request:[\w-]+/, "");
const code = ({ json }: Told) => String(json.type).replace("/problems/", "");

/** Every way to read a table. */
const readings = (table: string): readonly (readonly [string, Asking])[] => [
  [`/v1/tables/${table}`, {}],
  [`/v1/tables/${table}/items/a/1`, {}],
  [`/v1/tables/${table}/items/a`, {}],
  [`/v1/tables/${table}/items?pk=a`, {}],
  [`/v1/tables/${table}/items?pk=x&index=ByGroup`, {}],
  [`/v1/tables/${table}/scan`, {}],
  [`/v1/tables/${table}/query`, { query: { where: "Pk = 'a'" } }],
];

describe("API1, object level authorisation:", () => {
  test("a table beyond the key's scopes, a hidden one and none at all are the same", async () => {
    const before = proxy.seen.length;
    const answered = async (table: string, as: string) =>
      Promise.all(
        readings(table).map(async ([path, asking]) => {
          const { status, text } = await served.ask(path, { ...asking, as });
          return [status, withoutId(text)];
        }),
      );
    const none = await answered("NoSuchTable", "orders");
    for (const [status] of none) expect(status).toBe(404);
    expect(await answered(products, "orders")).toEqual(none);
    expect(await answered(hidden, "orders")).toEqual(none);
    expect(await answered(hidden, "everything")).toEqual(
      await answered("NoSuchTable", "everything"),
    );
    // Nor does the time tell: DynamoDB is not asked.
    expect(proxy.seen.length).toBe(before);
  });

  test("the list of tables holds those of the key alone", async () => {
    const names = async (as: string) => {
      const { json } = await served.ask("/v1/tables", { as });
      return (json.tables as { name: string }[]).map(({ name }) => name);
    };
    expect(await names("orders")).toEqual([orders]);
    expect(await names("everything")).toEqual([orders, products].sort());
    expect(await names("dropper")).toEqual([]);
  });

  test("dropping a partition tells nothing of tables that are hidden", async () => {
    const before = proxy.seen.length;
    const dropped = async (table: string) => {
      const init = { method: "DELETE", as: "dropper" };
      const { status, text } = await served.ask(`/v1/cache/${table}/a`, init);
      return [status, withoutId(text)];
    };
    expect(await dropped(hidden)).toEqual(await dropped("NoSuchTable"));
    expect(proxy.seen.length).toBe(before);
  });

  test.each(["%2e%2e", "..%2f", `x%2f..%2f`, "%00", "./", "%2e"])(
    "no way round through a path with %s",
    async trick => {
      for (const path of [
        `${trick}${hidden}`,
        `${hidden}${trick}`,
        `${orders}/${trick}/${hidden}`,
      ]) {
        const { status, text } = await served.ask(`/v1/tables/${path}/items?pk=a`, {
          as: "orders",
        });
        expect([400, 404, 405]).toContain(status);
        expect(text).not.toContain("name 1");
      }
    },
  );
});

describe("API2, authentication:", () => {
  const guarded = () => [...readings(orders).map(([path]) => path), "/v1/tables", "/metrics"];

  test("everything that reads wants a key", async () => {
    for (const path of guarded()) {
      if (path.endsWith("/query")) continue;
      const told = await served.ask(path);
      expect([path, told.status, code(told)]).toEqual([path, 401, "unauthenticated"]);
      expect(told.headers.get("www-authenticate")).toBe("Bearer");
    }
    const query = { where: "Pk = 'a'" };
    expect((await served.ask(`/v1/tables/${orders}/query`, { query })).status).toBe(401);
    expect((await served.ask("/v1/cache", { method: "DELETE" })).status).toBe(401);
  });

  test("a key is taken from its two headers, and from nowhere else", async () => {
    const key = served.key("everything");
    const path = `/v1/tables/${orders}/items?pk=a`;
    expect((await served.ask(path, { headers: { "x-api-key": key } })).status).toBe(200);
    for (const headers of [
      { cookie: `key=${key}; authorization=${key}` },
      { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
      { authorization: key },
      { authorization: `Bearer ${key}, Bearer ${key}` },
      { authorization: `Bearer ${key} ${key}` },
      { "proxy-authorization": `Bearer ${key}` },
      { "x-forwarded-user": "everything" },
      { "x-original-url": "/health/live" },
    ]) {
      expect((await served.ask(path, { headers })).status).toBe(401);
    }
    for (const name of ["key", "apiKey", "api_key", "access_token", "X-API-Key"]) {
      expect((await served.ask(`${path}&${name}=${key}`)).status).toBe(401);
    }
  });

  test("what is nearly a key is none", async () => {
    const key = served.key("everything");
    const swapped = key.replace(/[a-z]/gi, letter =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    for (const almost of [
      swapped,
      key.slice(0, -1),
      `${key}A`,
      key.replace("dyn_", "dyn-"),
      key.slice(4),
      "dyn_",
      "*",
      "undefined",
      "__proto__",
      "A".repeat(10_000),
    ]) {
      const told = await served.ask("/v1/tables", { as: almost });
      expect([almost, told.status]).toEqual([almost, 401]);
      if (almost.length > 10) expect(told.text).not.toContain(almost.slice(0, 10));
    }
  });

  test("two keys that differ are refused, whosever they are", async () => {
    const headers = { "x-api-key": served.key("watcher") };
    expect((await served.ask("/v1/tables", { as: "everything", headers })).status).toBe(400);
  });

  test("a wrong key is refused the same whether or not the rest of the request is right", async () => {
    const refused = async (path: string) =>
      withoutId((await served.ask(path, { as: "dyn_x" })).text);
    const wrong = await refused(`/v1/tables/${orders}/items?pk=a`);
    for (const [path] of readings("NoSuchTable").slice(0, 6))
      expect(await refused(path)).toBe(wrong);
    expect(await refused(`/v1/tables/${hidden}/items?nonsense=1`)).toBe(wrong);
  });
});

describe("API3, object property level authorisation:", () => {
  const accepts = ["application/json", "application/x-ndjson", "application/vnd.dyn.dynamodb+json"];
  const items = () => `/v1/tables/${orders}/items`;

  test.each(accepts)("a hidden attribute is in no answer as %s", async accept => {
    const headers = { accept };
    for (const [path, more] of [
      [`${items()}?pk=a`, {}],
      [`${items()}?pk=a&pageSize=1`, {}],
      [`${items()}/a/1`, {}],
      [`/v1/tables/${orders}/query`, { query: { where: "Pk = 'a'", total: true } }],
    ] as const) {
      for (const from of ["miss", "hit"]) {
        const {
          status,
          headers: told,
          text,
        } = await served.ask(path, {
          ...more,
          as: "orders",
          headers,
        });
        expect([path, status, told.get("dyn-cache")]).toEqual([path, 200, from]);
        expect(text).toContain("name 1");
        expect(text + JSON.stringify([...told])).not.toMatch(/S3CRET|Secret|Nested|Group|Rank/);
      }
    }
  });

  test("a hidden attribute is not read from DynamoDB at all", async () => {
    const before = proxy.seen.length;
    await served.ask(`${items()}?pk=unread`, { as: "orders" });
    await served.ask(`${items()}/unread/1`, { as: "orders" });
    for (const { body } of proxy.seen.slice(before)) {
      const { ExpressionAttributeNames: names } = JSON.parse(body);
      expect(Object.values(names)).toEqual(expect.arrayContaining(["Pk", "Sk", "Name"]));
      expect(body).not.toMatch(/Secret|Nested|Group|Rank/);
    }
    expect(proxy.seen.length).toBe(before + 2);
  });

  const hiddenPaths = ["Secret", "Nested.Secret", "Nested", '"Secret"', "Group", "Rank"];

  test.each(hiddenPaths)("%s cannot be selected, filtered by or looked for", async path => {
    const where = "Pk = 'a'";
    const query = (more: object): readonly [string, Asking] => [
      `/v1/tables/${orders}/query`,
      { query: { where, ...more } },
    ];
    const encoded = encodeURIComponent(path);
    const values = ["x"];
    for (const [url, more] of [
      [`${items()}?pk=a&select=${encoded}`, {}],
      [`${items()}/a/1?select=${encoded}`, {}],
      [`${items()}?pk=a&filter=${encodeURIComponent(`${path} = 'S3CRET-VALUE'`)}`, {}],
      [`${items()}?pk=a&filter=${encodeURIComponent(`size(${path}) > 1`)}`, {}],
      [`${items()}?pk=a&filter=${encodeURIComponent(`attribute_exists(${path})`)}`, {}],
      [`${items()}?pk=a&filter=${encodeURIComponent(`Name = ${path}`)}`, {}],
      [`${items()}?pk=a&filter=${encodeURIComponent(`not (Name = 'x' or ${path} = 'x')`)}`, {}],
      query({ select: [path] }),
      query({ filter: `begins_with(${path}, 'S')` }),
      query({ filter: { attribute: path, beginsWith: "S" } }),
      query({ filter: { not: { any: [{ attribute: path, exists: true }] } } }),
      query({ filter: { attribute: path, size: { gt: 1 } } }),
      query({ in: { [path]: values } }),
      query({ systemIds: { attribute: path, values } }),
      query({ systemIds: { values } }),
      query({ dateRange: { attribute: path, from: "0" } }),
      [`/v1/tables/${orders}/query`, { query: { where: `Pk = 'a' and ${path} = 'x'` } }],
      [`/v1/tables/${orders}/query`, { query: { key: { Pk: "a", [path]: "x" } } }],
    ] as const) {
      const told = await served.ask(url, { ...more, as: "orders" });
      expect([url, more, told.status]).toEqual([url, more, 400]);
      expect(told.text).not.toContain("name 1");
      expect(told.text).not.toContain("S3CRET-VALUE-");
    }
  });

  test("an attribute that is hidden and one that is not there are told the same", async () => {
    const told = async (name: string) => {
      const { text } = await served.ask(`${items()}?pk=a&select=${name}`, { as: "orders" });
      return withoutId(text).replaceAll(name, "X");
    };
    expect(await told("Secret")).toBe(await told("Nowher"));
  });

  test("a hidden index is told as none, and its key by no message", async () => {
    const told = async (index: string) => {
      const { status, text } = await served.ask(`${items()}?pk=x&index=${index}`, { as: "orders" });
      expect(status).toBe(400);
      return withoutId(text).replaceAll(index, "X");
    };
    expect(await told("ByGroup")).toBe(await told("ByWhich"));
    expect(await told("ByGroup")).not.toMatch(/Group|Rank/);
  });

  test("the table's description and the list name nothing that is hidden", async () => {
    for (const path of [`/v1/tables/${orders}`, "/v1/tables"]) {
      const { status, text } = await served.ask(path, { as: "orders" });
      expect(status).toBe(200);
      expect(text).not.toMatch(/Secret|Nested|Group|Rank/);
    }
  });

  test("a hidden key attribute is named by no message, document or token", async () => {
    const partial = await startServed({
      tables: { [orders]: { indexes: ["ByGroup"], attributes: ["Name"], scan: true } },
    });
    try {
      const path = `/v1/tables/${orders}`;
      const answers = await Promise.all([
        partial.ask(path),
        partial.ask(`${path}/items?pk=a&pageSize=1`),
        partial.ask(`${path}/items/a/x`),
        partial.ask(`${path}/items/a/1e999`),
        partial.ask(`${path}/items/a`),
        partial.ask(`${path}/items?pk=`),
        partial.ask(`${path}/items?pk=a&sk=x`),
        partial.ask(`${path}/items?pk=a&skFrom=x`),
        partial.ask(`${path}/items?pk=a&index=ByGroup&skFrom=x`),
        partial.ask(`${path}/query`, { query: { where: "Name = 'a'" } }),
        partial.ask(`${path}/query`, { query: { key: { Name: "a" } } }),
        partial.ask(`${path}/query`, { query: { key: {} } }),
        partial.ask(`${path}/query`, { query: {} }),
        partial.ask(`${path}/scan?pageSize=1`),
      ]);
      for (const { text } of answers)
        expect(text).not.toMatch(/\b(Pk|Sk|Group|Rank|Secret)\b(?!=)/);
    } finally {
      await partial.close();
    }
  });
});

describe("API4, resource consumption:", () => {
  const path = () => `/v1/tables/${products}/query`;
  const where = "Pk = 'a'";

  test.each<[string, object | (() => object)]>([
    ["ten thousand filters", { filter: { all: Array(10_000).fill({ attribute: "A", eq: 1 }) } }],
    [
      "filters in filters",
      () => ({
        filter: JSON.parse(`${'{"not":'.repeat(20)}{"attribute":"A","eq":1}${"}".repeat(20)}`),
      }),
    ],
    ["a list of ten thousand", { in: { A: Array(10_000).fill(1) } }],
    [
      "a thousand lists",
      { in: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`A${at}`, [1]])) },
    ],
    ["a thousand paths", { select: Array.from({ length: 1_000 }, (_, at) => `A${at}`) }],
    ["a long path", { select: [Array(600).fill("A").join(".")] }],
    ["a long expression", { filter: Array(1_000).fill("A = 1").join(" or ") }],
    ["an expression in brackets", { filter: `${"(".repeat(1_500)}A = 1${")".repeat(1_500)}` }],
    ["negations", { filter: `${"not ".repeat(900)}A = 1` }],
    ["a page of a million", { pageSize: 1_000_000 }],
    ["a page of less than nothing", { pageSize: -1 }],
    ["a page of nothing", { pageSize: 0 }],
    ["a page of a half", { pageSize: 0.5 }],
    ["a page of no number", { pageSize: "many" }],
    ["a number without end", { pageSize: 1e300 }],
    ["all at once as JSON", { all: true }],
  ])("%s is refused before DynamoDB is asked", async (_, more) => {
    await served.ask(`/v1/tables/${products}`, { as: "everything" });
    const before = proxy.seen.length;
    const query = { where, ...(typeof more === "function" ? more() : more) };
    const told = await served.ask(path(), { as: "everything", query });
    expect([400, 413]).toContain(told.status);
    // Nor is the answer as large as the question.
    expect(told.text.length).toBeLessThan(4_000);
    expect(proxy.seen.length).toBe(before);
  });

  test("a body of more than the limit is refused, however it is sent", async () => {
    const query = { where, filter: `A = '${"x".repeat(100_000)}'` };
    expect((await served.ask(path(), { as: "everything", query })).status).toBe(413);
    const body = new ReadableStream({
      pull: controller => controller.enqueue(new TextEncoder().encode(" ".repeat(16_384))),
    });
    const headers = { "content-type": "application/json" };
    const sent = { method: "POST", as: "everything", headers, body, duplex: "half" };
    const status = await served.ask(path(), sent as Asking).then(
      told => told.status,
      () => "cut off",
    );
    expect([413, "cut off"]).toContain(status);
  });
});

describe("API5, function level authorisation:", () => {
  test.each<[string, string, string, number]>([
    ["everything", "DELETE", "/v1/cache", 403],
    ["everything", "DELETE", "/v1/cache/{orders}", 403],
    ["everything", "DELETE", "/v1/cache/{orders}/a", 403],
    ["ordersDropper", "DELETE", "/v1/cache", 403],
    ["ordersDropper", "DELETE", "/v1/cache/{products}", 403],
    ["ordersDropper", "DELETE", "/v1/cache/{orders}", 200],
    ["dropper", "DELETE", "/v1/cache", 200],
    ["everything", "GET", "/metrics", 403],
    ["dropper", "GET", "/metrics", 403],
    ["watcher", "GET", "/metrics", 200],
    ["watcher", "GET", "/v1/tables/{orders}/items?pk=a", 404],
    ["dropper", "GET", "/v1/tables/{orders}/items?pk=a", 404],
    ["getter", "GET", "/v1/tables/{orders}/items/a/1", 200],
    ["getter", "GET", "/v1/tables/{orders}/items?pk=a", 403],
    ["getter", "GET", "/v1/tables/{orders}/scan", 403],
    ["getter", "GET", "/v1/tables/{orders}", 403],
    ["everything", "GET", "/v1/tables/{orders}/scan", 403],
    ["everything", "GET", "/v1/tables/{products}/scan", 200],
  ])("a key of %s: %s %s is %i", async (as, method, path, status) => {
    const at = path.replace("{orders}", orders).replace("{products}", products);
    expect((await served.ask(at, { as, method })).status).toBe(status);
  });

  test("a method is not to be named by another header or parameter", async () => {
    for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
      const headers = { [name]: "DELETE" };
      const told = await served.ask("/v1/cache", { as: "dropper", headers });
      expect(told.status).toBe(405);
    }
    expect((await served.ask("/v1/cache?_method=DELETE", { as: "dropper" })).status).toBe(405);
  });

  test("nothing writes", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "POST"]) {
      for (const [path] of readings(orders).slice(0, 6)) {
        const told = await served.ask(path, { as: "everything", method });
        expect([method, path, told.status, code(told)]).toEqual([
          method,
          path,
          405,
          "method-not-allowed",
        ]);
      }
    }
    const operations = new Set(proxy.seen.map(({ operation }) => operation));
    const reads = ["DescribeTable", "GetItem", "ListTables", "Query", "Scan"];
    expect([...operations].filter(operation => !reads.includes(operation))).toEqual([]);
  });
});

describe("API7, server side request forgery:", () => {
  test("no input names a host: DynamoDB alone is asked, and nobody is sent elsewhere", async () => {
    const evil = await startFaultProxy(proxy.url, () => undefined);
    const there = evil.url.href;
    const encoded = encodeURIComponent(there);
    const host = evil.url.host;
    try {
      const answers = await Promise.all([
        served.ask(`/v1/tables/${encoded}/items?pk=a`, { as: "everything" }),
        served.ask(`/v1/tables/${products}/items?pk=${encoded}`, { as: "everything" }),
        served.ask(`/v1/tables/${products}/items?pk=a&index=${encoded}`, { as: "everything" }),
        served.ask(`/v1/tables/${products}/items?pk=a&url=${encoded}`, { as: "everything" }),
        served.ask(`/v1/tables/arn:aws:dynamodb:us-east-1:123456789012:table%2F${products}`, {
          as: "everything",
        }),
        served.ask("/v1/tables", {
          as: "everything",
          headers: {
            "x-forwarded-host": host,
            "x-forwarded-proto": "https",
            forwarded: `host=${host}`,
            referer: there,
            origin: there,
            "x-amz-target": "DynamoDB_20120810.DeleteTable",
            "x-endpoint": there,
          },
        }),
      ]);
      for (const { headers, status } of answers) {
        expect(headers.get("location")).toBeNull();
        expect([200, 400, 404]).toContain(status);
      }
      const head = `Host: ${host}\r\nX-API-Key: ${served.key("everything")}\r\nConnection: close`;
      for (const target of [`${there}v1/tables`, `//${host}/v1/tables`, `/\\${host}/v1/tables`]) {
        const text = await rawly(served.port, `GET ${target} HTTP/1.1\r\n${head}\r\n\r\n`);
        expect(text).toMatch(/^HTTP\/1\.1 (200|400|404|503) /);
        expect(text.toLowerCase()).not.toContain("\r\nlocation:");
      }
      expect(await rawly(served.port, `CONNECT ${host} HTTP/1.1\r\n${head}\r\n\r\n`)).not.toMatch(
        /^HTTP\/1\.1 200/,
      );
      expect(evil.seen).toEqual([]);
    } finally {
      await evil.close();
    }
  });
});

describe("API8, misconfiguration:", () => {
  test("every answer carries the headers of one that is data", async () => {
    const answers = await Promise.all([
      served.ask(`/v1/tables/${orders}/items?pk=a`, { as: "orders" }),
      served.ask(`/v1/tables/${orders}/items?pk=a`, { as: "orders" }),
      served.ask(`/v1/tables/${orders}/items?pk=a`),
      served.ask("/v1/tables", { as: "orders" }),
      served.ask("/v1/openapi.json"),
      served.ask("/nowhere"),
      served.ask("/v1/tables/%zz"),
      served.ask("/health/live"),
      served.ask("/metrics", { as: "watcher" }),
      served.ask(`/v1/tables/${orders}/query`, { as: "orders", query: "{" }),
    ]);
    for (const { headers, text } of answers) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toMatch(/^(no-store|no-cache|private, max-age=\d+)$/);
      for (const name of ["server", "x-powered-by", "via"]) expect(headers.get(name)).toBeNull();
      expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|\bat \w+ \(|fastify/i);
    }
  });

  test("no origin is let in unless it is named, and never with credentials", async () => {
    for (const origin of ["https://evil.example", "null", served.url]) {
      for (const method of ["GET", "OPTIONS"]) {
        const headers = { origin, "access-control-request-method": "GET" };
        const answer = await served.ask(`/v1/tables/${orders}/items?pk=a`, { method, headers });
        const names = [...answer.headers.keys()].filter(name => name.startsWith("access-control-"));
        expect(names).toEqual([]);
      }
    }
    const named = await startServed({ settings: { cors: ["https://app.example"] } });
    try {
      const allowed = async (origin: string) =>
        (await named.ask(`/v1/tables/${orders}`, { headers: { origin } })).headers;
      const good = await allowed("https://app.example");
      expect(good.get("access-control-allow-origin")).toBe("https://app.example");
      expect(good.get("access-control-allow-credentials")).toBeNull();
      for (const origin of [
        "https://app.example.evil.example",
        "https://evil-app.example",
        "http://app.example",
        "https://app.example:8443",
        "null",
        "*",
      ]) {
        expect((await allowed(origin)).get("access-control-allow-origin")).not.toBe(origin);
      }
    } finally {
      await named.close();
    }
  });

  test("without keys, a page whose name leads here by DNS rebinding is given nothing", async () => {
    const open = await startServed();
    try {
      const status = async (host: string) => {
        const head = `Host: ${host}\r\nConnection: close`;
        const text = await rawly(
          open.port,
          `GET /v1/tables/${products}/items?pk=a HTTP/1.1\r\n${head}\r\n\r\n`,
        );
        return [statuses(text)[0], text.includes("name 1")];
      };
      const own = ["localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080", "[::1]:1"];
      for (const host of own) expect([host, await status(host)]).toEqual([host, [200, true]]);
      for (const host of [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "10.0.0.1",
        "",
      ]) {
        expect([host, await status(host)]).toEqual([host, [403, false]]);
      }
    } finally {
      await open.close();
    }
  });

  test.each(["TRACE", "TRACK", "CONNECT", "OPTIONS", "PROPFIND", "PURGE", "M-SEARCH"])(
    "%s gives back nothing that it was sent",
    async method => {
      const key = served.key("everything");
      const request = `${method} /v1/tables HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nConnection: close\r\n\r\n`;
      const text = await rawly(served.port, request);
      expect(text).not.toMatch(/^HTTP\/1\.1 2/);
      expect(text).not.toContain(key);
    },
  );
});

describe("API9, inventory:", () => {
  test("what answers is what is documented, and all of it is", async () => {
    const routes = new Set<string>();
    const service = await startService({
      modules: [
        app => {
          app.addHook("onRoute", ({ method, url }) => {
            for (const each of [method].flat()) if (each !== "HEAD") routes.add(`${each} ${url}`);
          });
        },
      ],
    });
    try {
      const document = (await served.ask("/v1/openapi.json")).json as {
        paths: Record<string, Record<string, unknown>>;
      };
      const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map(
          method => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
        ),
      );
      expect([...routes]).toEqual(expect.arrayContaining(documented));
      const others = [...routes].filter(route => !documented.includes(route));
      // The document, and the page that shows it.
      expect(others.filter(route => !/^GET \/docs(\/|$)/.test(route))).toEqual([
        "GET /v1/openapi.json",
      ]);
    } finally {
      await service.close();
    }
  });

  test.each([
    "/",
    "/v2/tables",
    "/v0/tables",
    "/tables",
    "/admin",
    "/debug",
    "/debug/pprof",
    "/status",
    "/health",
    "/.env",
    "/.git/config",
    "/v1/",
    "/v1/swagger.json",
    "/v1/keys",
    "/v1/tables/",
    "/v1/cache/x/y/z",
    "/documentation",
    "/server-status",
    "/actuator/env",
    "/docs/%2e%2e%2f%2e%2e%2fpackage.json",
    "/docs/static/..%2f..%2fpackage.json",
    "/docs/static/%2e%2e/%2e%2e/index.js",
  ])("%s is no path", async path => {
    const told = await served.ask(path, { as: "everything" });
    expect([400, 403, 404, 405]).toContain(told.status);
    expect(told.text).not.toMatch(/"dependencies"|require\(/);
  });
});
