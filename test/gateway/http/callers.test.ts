import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { newApiKey } from "../../../src/gateway/keys/api-key.ts";
import type { Action } from "../../../src/gateway/principal.ts";
import { principal, start, verdict } from "./service.ts";

const only = (...kinds: Action["kind"][]) => ({
  dyn_some: principal("some", action => kinds.includes(action.kind)),
  dyn_all: principal("all"),
});

describe("an API key", () => {
  test("is taken as a bearer or by its own header", async () => {
    const { url, asked } = await start({ keys: only() });
    for (const headers of [
      { authorization: "Bearer dyn_all" },
      { authorization: "bearer   dyn_all" },
      { "x-api-key": "dyn_all" },
      { "x-api-key": "dyn_all", authorization: "Bearer dyn_all" },
    ]) {
      expect((await fetch(`${url}/v1/tables/Orders/scan`, { headers })).status).toBe(200);
    }
    expect(asked[0]?.principal.id).toBe("all");
  });

  test.each([
    [{}, "Bearer"],
    [{ authorization: "Basic dyn_all" }, "Bearer"],
    [{ authorization: "Bearer dyn_other" }, 'Bearer error="invalid_token"'],
    [{ "x-api-key": "a".repeat(300) }, 'Bearer error="invalid_token"'],
  ])("is wanted of %j", async (headers, challenge) => {
    const { url } = await start({ keys: only() });
    const answer = await fetch(`${url}/v1/tables`, { headers: headers as Record<string, string> });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe(challenge);
    expect(await answer.json()).toMatchObject({ type: "/problems/unauthenticated" });
  });

  test("is refused beside another", async () => {
    const { url } = await start({ keys: only() });
    const headers = { authorization: "Bearer dyn_all", "x-api-key": "dyn_some" };
    const answer = await fetch(`${url}/v1/tables`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: "header.x-api-key" }] });
  });

  test("is told to be mistyped where it is no key, which needs no look at any", async () => {
    const { url } = await start({ keys: only() });
    const detailOf = async (key: string) => {
      const answer = await fetch(`${url}/v1/tables`, { headers: { "x-api-key": key } });
      return ((await answer.json()) as { detail: string }).detail;
    };
    const key = newApiKey();
    expect(await detailOf(key)).toBe("the API key is unknown, revoked or expired");
    expect(await detailOf(key.slice(0, -1))).toBe("the API key is no key: it is mistyped or cut");
  });

  test("is none where Authorization is there twice", async () => {
    const { url } = await start({ keys: only() });
    const headers = { authorization: ["Bearer dyn_all", "Bearer dyn_some"] };
    const asking = get(`${url}/v1/tables`, { headers, agent: false } as object);
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(401);
  });

  test("that may do nothing with a table is not told that it exists", async () => {
    const { url } = await start({ keys: only() });
    const headers = { "x-api-key": "dyn_some" };
    for (const path of ["Orders", "Orders/items?pk=a", "Orders/items/a", "Orders/scan"]) {
      const answer = await fetch(`${url}/v1/tables/${path}`, { headers });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ type: "/problems/unknown-table" });
    }
  });

  test("that may query a table is told that it may not scan it", async () => {
    const { url } = await start({ keys: only("query") });
    const headers = { "x-api-key": "dyn_some" };
    const scan = await fetch(`${url}/v1/tables/Orders/scan`, { headers });
    expect(scan.status).toBe(403);
    expect(await scan.json()).toMatchObject({ type: "/problems/forbidden" });
    const query = await fetch(`${url}/v1/tables/Orders/items?pk=a`, { headers });
    expect(query.status).toBe(200);
  });

  test("is never given what was kept for another", async () => {
    const { url, asked } = await start({ keys: only("scan") });
    for (const key of ["dyn_all", "dyn_some"]) {
      await fetch(`${url}/v1/tables/Orders/scan`, { headers: { "x-api-key": key } });
    }
    expect(asked.map(each => each.principal.id)).toEqual(["all", "some"]);
  });
});

describe("limits", () => {
  test("are told with every answer", async () => {
    const { url } = await start();
    const { headers } = await fetch(`${url}/v1/tables`);
    expect(headers.get("ratelimit-policy")).toBe('"key";q=600;w=60');
    expect(headers.get("ratelimit")).toBe('"key";r=599;t=60');
  });

  test.each([
    ["at once", (given: ReturnType<typeof verdict>) => given],
    ["by a store", (given: ReturnType<typeof verdict>) => Promise.resolve(given)],
  ])("refuse an address before its key is looked at, %s", async (_, told) => {
    const spent = verdict({ allowed: false, policy: "address", remaining: 0, resetSeconds: 7 });
    const { url } = await start({ keys: only(), limits: { address: () => told(spent) } });
    const answer = await fetch(`${url}/v1/tables`);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(answer.headers.get("ratelimit")).toBe('"address";r=0;t=7');
    expect(await answer.json()).toMatchObject({ type: "/problems/rate-limited" });
  });

  test("hold for paths that there are not, too", async () => {
    const spent = verdict({ allowed: false, policy: "address" });
    const { url } = await start({ limits: { address: () => spent } });
    expect((await fetch(`${url}/nowhere`)).status).toBe(429);
  });

  test("refuse a key even what is kept for it", async () => {
    let allowed = true;
    const { url } = await start({ limits: { key: () => verdict({ allowed }) } });
    await fetch(`${url}/v1/tables/Orders/scan`);
    allowed = false;
    expect((await fetch(`${url}/v1/tables/Orders/scan`)).status).toBe(429);
  });

  test("count who is meant by a proxy that is trusted, and by no other", async () => {
    const seen: string[] = [];
    const limits = {
      address: (address: string) => {
        seen.push(address);
        return verdict();
      },
    };
    const headers = { "x-forwarded-for": "203.0.113.7" };
    const trusting = await start({ limits, settings: { trustedProxies: ["127.0.0.0/8"] } });
    await fetch(`${trusting.url}/v1/tables`, { headers });
    await trusting.close();
    const wary = await start({ limits });
    await fetch(`${wary.url}/v1/tables`, { headers });
    expect(seen).toEqual(["203.0.113.7", "127.0.0.1"]);
  });
});

describe("scripts of other origins", () => {
  const origin = "https://app.example.com";
  const preflight = {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization",
    },
  };

  test("are let in from none unless it is named", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/v1/tables`, preflight);
    expect(answer.status).toBe(405);
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("are let in from those that are named, for answers that are made or kept", async () => {
    const { url } = await start({ keys: only(), settings: { cors: [origin] } });
    const before = await fetch(`${url}/v1/tables/Orders/scan`, preflight);
    expect(before.status).toBe(204);
    expect(before.headers.get("access-control-allow-headers")).toContain("Authorization");
    for (const cache of ["miss", "hit"]) {
      const answer = await fetch(`${url}/v1/tables/Orders/scan`, {
        headers: { origin, authorization: "Bearer dyn_all" },
      });
      expect(answer.headers.get("dyn-cache")).toBe(cache);
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(answer.headers.get("access-control-expose-headers")).toContain("RateLimit");
      expect(answer.headers.get("vary")).toBe("Accept, Authorization, X-API-Key, Origin");
    }
    const other = await fetch(`${url}/v1/tables`, {
      headers: { origin: "https://evil.example", authorization: "Bearer dyn_all" },
    });
    expect(other.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("are told of a path that is none as everybody else, and never in plain text", async () => {
    const { url } = await start({ settings: { cors: [origin] } });
    const unknown = await fetch(`${url}/nowhere`, { headers: { origin } });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ type: "/problems/unknown-route" });
    const wrong = await fetch(`${url}/v1/tables`, { method: "DELETE", headers: { origin } });
    expect(wrong.headers.get("allow")).toBe("GET, HEAD");
    const bare = await fetch(`${url}/v1/tables`, { method: "OPTIONS" });
    expect(bare.status).toBe(204);
  });
});

test("drops what is kept of a partition, a table or everything, with the scope for it", async () => {
  const keys = only("scan");
  const { url } = await start({ keys });
  const drop = async (path: string, key = "dyn_all") => {
    const answer = await fetch(`${url}/v1/cache${path}`, {
      method: "DELETE",
      headers: { "x-api-key": key },
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  const read = () => fetch(`${url}/v1/tables/Orders/scan`, { headers: { "x-api-key": "dyn_all" } });
  for (const path of ["/Orders/USER%237", "/Orders", ""]) {
    await read();
    expect(await drop(path)).toEqual({ status: 200, dropped: 1 });
  }
  expect(await drop("/Others")).toEqual({ status: 200, dropped: 0 });
  expect(await drop("", "dyn_some")).toMatchObject({ status: 403, type: "/problems/forbidden" });
});

test("says of every answer how it may be shown and kept", async () => {
  const { url } = await start();
  for (const path of ["/v1/tables", "/v1/tables/Orders/scan", "/nowhere"]) {
    const { headers } = await fetch(url + path);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
    });
    expect(headers.has("strict-transport-security")).toBe(false);
  }
});
