import { describe, expect, test } from "vitest";
import { Problem } from "../../../src/gateway/problem.ts";
import { start } from "./service.ts";

const json = { "content-type": "application/json" };
const query = (body: string, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body,
});

interface ToldProblem {
  readonly status: number;
  readonly type: string;
  readonly fix: string;
  readonly errors: { readonly field: string; readonly detail: string }[];
}

/** The problem that a request is answered with, its common members checked. */
async function problemAt(path: string, init?: RequestInit) {
  const { url } = await start();
  const answer = await fetch(`${url}${path}`, init);
  const document = (await answer.json()) as ToldProblem;
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(document).toMatchObject({
    status: answer.status,
    title: expect.any(String),
    detail: expect.any(String),
    instance: `urn:dyn:request:${answer.headers.get("x-request-id")}`,
  });
  return { headers: answer.headers, ...document };
}

describe("a request that does not fit", () => {
  test.each([
    ["?pk=a&pageSiz=5", "query.pageSiz", 'is not known; did you mean "pageSize"?'],
    ["?pk=a&pk=b", "query.pk", "is there twice: keep one of the two"],
    ["?pk=%FF", "query.pk", "is not UTF-8 in percent encoding: write % as %25"],
    ["?sk=a", "query.pk", "is required"],
    ["?pk=a&order=up", "query.order", "must be one of asc, desc"],
    ["?pk=a&__proto__=1", "query.__proto__", expect.stringMatching(/^is not known/)],
    ["?pk=a&pageSize=5.0", "query.pageSize", expect.stringMatching(/^must be integer/)],
    ["?pk=a&pageSize=0", "query.pageSize", expect.stringMatching(/^must be >= 1/)],
    ["?pk=a&total=yes", "query.total", expect.stringMatching(/^must be boolean/)],
  ])("%s", async (text, field, detail) => {
    const problem = await problemAt(`/v1/tables/Orders/items${text}`);
    expect(problem).toMatchObject({ status: 400, type: "/problems/invalid-request" });
    expect(problem.errors).toContainEqual({ field, detail });
  });

  test.each([
    ['{"were": "a"}', "body.were", 'is not known; did you mean "where"?'],
    ['{"__proto__": {"a": 1}}', "body.__proto__", expect.stringMatching(/^is not known/)],
    ["[]", "body", expect.stringMatching(/^must be object/)],
    ["", "body", "is empty: send a JSON object"],
    ["{", "body", "is not JSON"],
    [`{"where": ${"[".repeat(33)}`, "body", "nests deeper than 32 levels"],
    ['{"pageSize": "5"}', "body.pageSize", expect.stringMatching(/^must be integer/)],
    [
      '{"filter": {"al": []}}',
      "body.filter.al",
      expect.stringMatching(/^is not known; did you mean "all"/),
    ],
    ['{"filter": 7}', "body.filter", expect.stringMatching(/expression, or a condition/)],
  ])("a body %s", async (body, field, detail) => {
    const problem = await problemAt("/v1/tables/Orders/query", query(body));
    expect(problem).toMatchObject({ status: 400, type: "/problems/invalid-request" });
    expect(problem.errors).toContainEqual({ field, detail });
  });

  test.each([
    ['{"and": []}', "body.filter.and", 'is not known; did you mean "all"?'],
    ['{"or": []}', "body.filter.or", 'is not known; did you mean "any"?'],
    [
      '{"attribute": "A", "foo": 1}',
      "body.filter.foo",
      expect.stringMatching(/^is not known; there/),
    ],
    [
      '{"attribute": "A", "eq": 1, "lt": 3}',
      "body.filter",
      expect.stringMatching(/an attribute and one operator/),
    ],
  ])("a filter %s is told of once", async (filter, field, detail) => {
    const problem = await problemAt("/v1/tables/Orders/query", query(`{"filter": ${filter}}`));
    expect(problem.errors).toEqual([{ field, detail }]);
  });

  test("tells ten of a thousand mistakes", async () => {
    const members = Array.from({ length: 1_000 }, (_, at) => `"m${at}": 1`);
    const problem = await problemAt("/v1/tables/Orders/query", query(`{${members.join()}}`));
    expect(problem.errors).toHaveLength(10);
  });
});

test.each([
  ["GET", "/nowhere", 404, "unknown-route"],
  ["GET", "/v1/nowhere", 404, "unknown-route"],
  ["POST", "/v1/tables", 405, "method-not-allowed"],
  ["OPTIONS", "/v1/tables/Orders/query", 405, "method-not-allowed"],
  ["GET", "/v1/tables/%zz", 400, "invalid-request"],
  ["GET", "/v1/tables/Orders/items/{7000}", 414, "uri-too-long"],
  ["GET", "/v1/tables/Orders/items?pk={17000}", 414, "uri-too-long"],
])("%s %s is answered with %i %s", async (method, path, status, code) => {
  const long = path.replace(/\{(\d+)\}/, (_, length) => "a".repeat(Number(length)));
  const problem = await problemAt(long, { method });
  expect(problem).toMatchObject({ status, type: `/problems/${code}` });
});

test("a 405 names the methods that there are", async () => {
  const { headers, fix } = await problemAt("/v1/tables/Orders/items?pk=1", { method: "DELETE" });
  expect(headers.get("allow")).toBe("GET, HEAD");
  expect(fix).toBe("use GET, HEAD");
});

test.each([
  [{ "content-type": "text/plain" }],
  [{ "content-type": "application/json; charset=latin1" }],
  [{ "content-type": "application/json", "content-encoding": "gzip" }],
  [{ "content-type": "application/x-www-form-urlencoded" }],
])("a body with %j is answered with 415", async headers => {
  const problem = await problemAt("/v1/tables/Orders/query", query("{}", headers));
  expect(problem).toMatchObject({ status: 415, type: "/problems/unsupported-media-type" });
  expect(problem.headers.get("accept")).toBe("application/json");
});

test("takes a body that names UTF-8, and refuses one that is not", async () => {
  const { url } = await start();
  const ask = (body: string | Buffer<ArrayBuffer>) =>
    fetch(`${url}/v1/tables/Orders/query`, {
      method: "POST",
      headers: { "content-type": "Application/JSON; charset=UTF-8" },
      body,
    });
  expect((await ask('{"where": "PK = \'é\'"}')).status).toBe(200);
  const broken = await ask(Buffer.from('{"where": "\xff"}', "latin1"));
  expect(await broken.json()).toMatchObject({
    status: 400,
    errors: [{ field: "body", detail: "is not UTF-8" }],
  });
});

test("a body beyond the limit is answered with 413", async () => {
  const { url } = await start({
    settings: { limits: { bodyBytes: 100, requestMs: 9_000, backendMs: 1, totalItems: 1 } },
  });
  const answer = await fetch(`${url}/v1/tables/Orders/query`, query(`{"a":"${"x".repeat(100)}"}`));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ type: "/problems/too-large" });
});

describe("Accept", () => {
  test.each([
    ["application/x-ndjson", "application/x-ndjson"],
    ["text/html, application/json;q=0.5, */*;q=0.1", "application/json"],
    ["application/*;q=0.2, application/vnd.dyn.dynamodb+json", "application/vnd.dyn.dynamodb+json"],
    ["application/json;q=0, */*", "application/x-ndjson"],
    ["*/*", "application/json"],
  ])("%s is given %s", async (accept, type) => {
    const { url } = await start();
    const answer = await fetch(`${url}/v1/tables/Orders/scan`, { headers: { accept } });
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("vary")).toBe("Accept, Authorization, X-API-Key");
  });

  test.each([["text/html"], ["application/json;q=0"], ["nonsense"]])(
    "%s is refused",
    async accept => {
      const problem = await problemAt("/v1/tables/Orders/scan", { headers: { accept } });
      expect(problem).toMatchObject({ status: 406, type: "/problems/not-acceptable" });
      expect(problem.errors[0]?.detail).toContain("application/x-ndjson");
    },
  );
});

test("what is unexpected is told by its request's id alone, and logged with its cause", async () => {
  const cause = new Error("a secret at /home/me/file.ts");
  const { url, logged, observed } = await start({
    reads: { prepare: () => Promise.reject(cause) },
  });
  const answer = await fetch(`${url}/v1/tables/Orders/scan`, {
    headers: { "x-request-id": "call-17" },
  });
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({
    type: "/problems/internal",
    instance: "urn:dyn:request:call-17",
  });
  expect(text).not.toMatch(/secret|home|file\.ts/);
  expect(logged).toEqual([{ message: "a request failed", error: cause }]);
  await expect.poll(() => observed).toMatchObject([{ status: 500, problem: "internal" }]);
});

test("a problem of a part keeps its headers and says when to come again", async () => {
  const throttled = new Problem(429, "throttled", "too much", { retryAfter: 1.2 });
  const { url } = await start({ reads: { prepare: () => Promise.reject(throttled) } });
  const answer = await fetch(`${url}/v1/tables/Orders/scan`);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toBe("2");
});

test("a request id of the caller is kept when it is safe", async () => {
  const { url } = await start();
  const idOf = async (id: string) => {
    const answer = await fetch(`${url}/v1/tables`, { headers: { "x-request-id": id } });
    return answer.headers.get("x-request-id");
  };
  expect(await idOf("trace.7-a_b")).toBe("trace.7-a_b");
  for (const unsafe of ["a b", "<script>", "a".repeat(65), "-x"]) {
    expect(await idOf(unsafe)).toMatch(/^[A-Za-z0-9]{12}-\d+$/);
  }
});
