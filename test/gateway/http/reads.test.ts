import { expect, test } from "vitest";
import { answering, start } from "./service.ts";

test("answers a query with JSON, tells that it was read, and then that it was kept", async () => {
  const { url, asked } = await start();
  const ask = () => fetch(`${url}/v1/tables/Orders/items?pk=USER%237&pageSize=5&total=true`);

  const first = await ask();
  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toBe("application/json");
  expect(first.headers.get("dyn-cache")).toBe("miss");
  expect(first.headers.get("dyn-consumed-capacity")).toBe("0.5");
  expect(await first.json()).toEqual({ items: [], count: 0 });

  const second = await ask();
  expect(second.headers.get("dyn-cache")).toBe("hit");
  expect(second.headers.get("dyn-consumed-capacity")).toBe("0");
  expect(second.headers.get("age")).toBe("0");
  expect(second.headers.get("cache-control")).toMatch(/^private, max-age=(59|60)$/);
  expect(await second.json()).toEqual({ items: [], count: 0 });

  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    table: "Orders",
    media: "application/json",
    what: { kind: "items", parameters: { pk: "USER#7", pageSize: 5, total: true } },
  });
});

test("gives a query's body as it came", async () => {
  const { url, asked } = await start();
  const body = '{ "where": "PK = 1", "in": {"N": [12345678901234567890.10]} }';
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/tables/Orders/query`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  expect(asked[0]?.what).toEqual({ kind: "query", body });
});

test("reads one item by the parts of its key out of the path", async () => {
  const { url, asked } = await start();
  await fetch(`${url}/v1/tables/Orders/items/USER%237/A%2FB`);
  await fetch(`${url}/v1/tables/Orders/items/USER%237?select=A`);
  expect(asked.map(({ what }) => what)).toEqual([
    { kind: "item", pk: "USER#7", sk: "A/B", parameters: {} },
    { kind: "item", pk: "USER#7", sk: undefined, parameters: { select: "A" } },
  ]);
});

test("answers 304 to a caller that has the answer", async () => {
  const { url } = await start();
  const path = `${url}/v1/tables/Orders/scan`;
  const etag = (await fetch(path)).headers.get("etag") ?? "";
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    const answer = await fetch(path, { headers: { "if-none-match": tag } });
    expect(answer.status).toBe(304);
    expect(answer.headers.get("etag")).toBe(etag);
    expect(await answer.text()).toBe("");
  }
  const other = await fetch(path, { headers: { "if-none-match": '"other"' } });
  expect(other.status).toBe(200);
});

test("answers HEAD as GET, without the body", async () => {
  const { url } = await start();
  const path = `${url}/v1/tables/Orders/scan`;
  for (const cache of ["miss", "hit"]) {
    const answer = await fetch(path, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-length")).toBe("22");
    expect(answer.headers.get("dyn-cache")).toBe(cache);
    expect(await answer.text()).toBe("");
  }
  expect((await fetch(path)).headers.get("dyn-cache")).toBe("hit");
});

test("streams lines, ends with them, and asks the cache for nothing", async () => {
  const { url } = await start({
    reads: {
      prepare: async request =>
        answering("", request, {
          async *stream() {
            yield '{"a":1}\n';
            yield '{"a":2}\n';
          },
        }),
    },
  });
  const answer = await fetch(`${url}/v1/tables/Orders/scan?all=true`, {
    headers: { accept: "application/x-ndjson" },
  });
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.text()).toBe('{"a":1}\n{"a":2}\n');
});
