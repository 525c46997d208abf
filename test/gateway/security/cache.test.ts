/** Kept answers: each is for the one who was given it, in the form and for the request that were asked. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StoredKey } from "../../../src/gateway/keys/stored-key.ts";
import { engine } from "../../support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";
import { rawly } from "./raw.ts";
import { type Served, startServed } from "./served.ts";

let proxy: FaultProxy;
let table: string;
let served: Served;
let path: string;

beforeAll(async () => {
  const items = [1, 2, 3].map(sk => ({ Pk: { S: "a" }, Sk: { N: String(sk) } }));
  table = await tableWith(items);
  proxy = await startFaultProxy((await engine()).endpoint, () => undefined);
});
afterAll(() => proxy.close());

let salt = 0;
beforeEach(async () => {
  served = await startServed({
    endpoint: proxy.url,
    keys: { one: [table], two: [table], less: [`${table}:get`] },
  });
  path = `/v1/tables/${table}/items?pk=a&skLt=${1000 + ++salt}`;
});
afterEach(() => served.close());

const kept = async (as: string, headers: Record<string, string> = {}, at = path) => {
  const told = await served.ask(at, { as, headers });
  return [told.status, told.headers.get("dyn-cache")];
};

describe("an answer is kept for", () => {
  test("its caller alone", async () => {
    expect(await kept("one")).toEqual([200, "miss"]);
    expect(await kept("one")).toEqual([200, "hit"]);
    expect(await kept("two")).toEqual([200, "miss"]);
    expect(await kept("less")).toEqual([403, null]);
    expect((await served.ask(path)).status).toBe(401);
  });

  test("one media type alone", async () => {
    expect(await kept("one")).toEqual([200, "miss"]);
    for (const accept of ["application/x-ndjson", "application/vnd.dyn.dynamodb+json"]) {
      expect(await kept("one", { accept })).toEqual([200, "miss"]);
      expect(await kept("one", { accept })).toEqual([200, "hit"]);
    }
  });

  test("one body alone, however alike two are", async () => {
    const ask = async (query: string) =>
      (await served.ask(`/v1/tables/${table}/query`, { as: "one", query })).headers.get(
        "dyn-cache",
      );
    const where = `"where": "Pk = 'a'"`;
    expect(await ask(`{${where}}`)).toBe("miss");
    expect(await ask(`{${where}}`)).toBe("hit");
    expect(await ask(`{${where}, "pageSize": 1}`)).toBe("miss");
    expect(await ask(`{${where}, "pageSize": 2}`)).toBe("miss");
    expect(await ask(`{${where.replace("a", "A")}}`)).toBe("miss");
  });

  test("whom a tag is shown by: another caller learns nothing by one that it has not been given", async () => {
    const first = await served.ask(path, { as: "one" });
    const etag = first.headers.get("etag") ?? "";
    const again = await served.ask(path, { as: "one", headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    for (const tag of [etag, "*", `W/${etag}`]) {
      const headers = { "if-none-match": tag };
      expect((await served.ask(path, { as: "less", headers })).status).toBe(403);
      expect((await served.ask(path, { headers })).status).toBe(401);
    }
    expect(first.headers.get("cache-control")).toMatch(/^private, /);
    expect(first.headers.get("vary")).toBe("Accept, Authorization, X-API-Key");
  });
});

test("what an answer tells in headers is kept with it", async () => {
  const headers = { accept: "application/x-ndjson" };
  const at = `/v1/tables/${table}/items?pk=a&pageSize=2`;
  for (const from of ["miss", "hit"]) {
    const told = await served.ask(at, { as: "one", headers });
    expect(told.headers.get("dyn-cache")).toBe(from);
    expect(told.headers.get("dyn-count")).toBe("2");
    expect(told.headers.get("dyn-next-token")).toMatch(/^[\w-]{50,}$/);
  }
});

describe("though its answers are kept,", () => {
  test("a revoked key is refused", async () => {
    expect(await kept("one")).toEqual([200, "miss"]);
    expect(await kept("one")).toEqual([200, "hit"]);
    await served.revoke("one");
    await expect.poll(() => kept("one"), { timeout: 20_000 }).toEqual([401, null]);
    expect(await kept("two")).toEqual([200, "miss"]);
  });

  test("an expired key is refused", async () => {
    await served.changeKeys(keys => ({
      keys: keys.map(key => (key.name === "one" ? { ...key, expiresAt: Date.now() + 3.6e6 } : key)),
      result: undefined,
    }));
    expect(await kept("one")).toEqual([200, "miss"]);
    await expect
      .poll(
        async () => {
          served.clock.ms = 3.7e6;
          const [status] = await kept("one");
          served.clock.ms = 0;
          return status;
        },
        { timeout: 20_000 },
      )
      .toBe(401);
  });

  test("a key whose scopes have changed may do what they say now", async () => {
    expect(await kept("one")).toEqual([200, "miss"]);
    expect(await kept("one")).toEqual([200, "hit"]);
    const scopes = [`${table}:get`];
    const change = (key: StoredKey) => (key.name === "one" ? { ...key, scopes } : key);
    await served.changeKeys(keys => ({ keys: keys.map(change), result: undefined }));
    await expect.poll(() => kept("one"), { timeout: 20_000 }).toEqual([403, null]);
  });
});

test("no header that a proxy may pass on changes what is kept, or stands in it", async () => {
  const plain = await served.ask(path, { as: "one" });
  const poison = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-prefix": "/evil",
    "x-original-url": "/v1/tables/Other/scan",
    "x-rewrite-url": "/v1/tables/Other/scan",
    forwarded: "host=evil.example",
    origin: "https://evil.example",
    referer: "https://evil.example/",
    "accept-language": "xx",
    "accept-encoding": "br",
    "x-http-method-override": "DELETE",
    range: "bytes=0-1",
    "cache-control": "no-cache",
    pragma: "no-cache",
  };
  const poisoned = await served.ask(path, { as: "one", headers: poison });
  expect(poisoned.headers.get("dyn-cache")).toBe("hit");
  expect(poisoned.text).toBe(plain.text);
  // The other way round: nothing of the first is in what the second is given.
  const other = path.replace("skLt", "skTo");
  const first = await served.ask(other, { as: "one", headers: poison });
  const second = await served.ask(other, { as: "one" });
  expect([first.headers.get("dyn-cache"), second.headers.get("dyn-cache")]).toEqual([
    "miss",
    "hit",
  ]);
  expect(second.text + JSON.stringify([...second.headers])).not.toMatch(/evil|203\.0\.113/);
});

test("another Host, or a whole URL for a path, gives no other's answer", async () => {
  await kept("one");
  const key = `X-API-Key: ${served.key("two")}\r\nConnection: close`;
  const text = await rawly(
    served.port,
    `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n${key}\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 200/);
  expect(text).toMatch(/dyn-cache: miss/i);
  expect(text).not.toContain("evil.example");
});

test("no refusal is kept", async () => {
  const bad = `${path}&pageSize=0`;
  expect(await kept("one", {}, bad)).toEqual([400, null]);
  expect(await kept("one", { accept: "text/html" })).toEqual([406, null]);
  const missing = `/v1/tables/${table}/items/a/99`;
  for (const _ of [1, 2]) expect(await kept("one", {}, missing)).toEqual([404, null]);
});

test("a thousand who ask the same at the same time are one call to DynamoDB", async () => {
  await served.ask(`/v1/tables/${table}`, { as: "one" });
  const before = proxy.seen.length;
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => served.ask(path, { as: "one" })),
  );
  const operations = proxy.seen.slice(before).map(({ operation }) => operation);
  expect(operations).toEqual(["Query"]);
  const from = answers.map(({ headers }) => headers.get("dyn-cache"));
  expect(from.filter(each => each === "miss")).toHaveLength(1);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});
