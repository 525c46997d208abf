/**
 * API10 of the OWASP API Security Top 10 of 2023, unsafe consumption of APIs: whatever DynamoDB, or who
 * stands in for it, replies, callers are given items or a problem, and nothing of the rest.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { type Backend, type Reply, startBackend, table } from "./backend.ts";
import { type Served, startServed } from "./served.ts";

const planted = "PLANTED-BY-THE-BACKEND";

let backend: Backend;
let served: Served | undefined;

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(async () => {
  await served?.close();
  await backend.close();
});

/** Before the circuit breaker opens, another one. */
let asked = 0;
beforeEach(async () => {
  if (asked++ % 4 > 0) return;
  await served?.close();
  served = await startServed({
    endpoint: backend.url,
    settings: {
      limits: { bodyBytes: 65_536, requestMs: 10_000, backendMs: 10_000, totalItems: 10 },
      cache: { ...openGateway.cache, ttlMs: 0 },
    },
  });
});

const service = (): Served => {
  if (served === undefined) throw new Error("there is no service yet");
  return served;
};
const ask: Served["ask"] = (path, asking) => service().ask(path, asking);
const path = `/v1/tables/${table}/items?pk=a`;
const ok = (output: unknown): Reply => ({ body: JSON.stringify(output) });
const page = (items: unknown, more: object = {}): Reply =>
  ok({ Items: items, Count: 1, ScannedCount: 1, ...more });
const error = (code: string, message: string, status = 400): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
});

describe("a reply that", () => {
  test.each<[string, Reply]>([
    ["is no JSON", { body: planted }],
    [
      "is a page of HTML",
      { body: `<html>${planted}</html>`, headers: { "content-type": "text/html" } },
    ],
    ["is empty", { body: "" }],
    ["ends in the middle", { body: `{"Items":[{"Pk":{"S":"${planted}` }],
    ["is a list", { body: `["${planted}"]` }],
    ["is null", { body: "null" }],
    ["has items that are text", page(planted)],
    ["has items that are a number", page([7])],
    ["has items that are null", page([null])],
    ["has a value of no type", page([{ Pk: planted }])],
    ["has a value of an unknown type", page([{ Pk: { X: planted } }])],
    ["has a number that is none", page([{ Pk: { N: planted } }])],
    ["has a count that is text", page([], { Count: planted })],
    [
      "nests a thousand deep",
      { body: `{"Items":[{"Pk":${'{"L":['.repeat(1_000)}${"]}".repeat(1_000)}}]}` },
    ],
    [
      "goes on at a place of another key",
      page([], { LastEvaluatedKey: { [planted]: { S: planted } } }),
    ],
    ["goes on at no place", page([], { LastEvaluatedKey: planted })],
    [
      "sends elsewhere",
      { status: 302, headers: { location: `http://${planted}/` }, body: planted },
    ],
    ["sends elsewhere for good", { status: 308, headers: { location: "/" }, body: planted }],
    ["is an error without a body", { status: 400, body: "" }],
    ["is an error of another service", { status: 400, body: `{"error":"${planted}"}` }],
    ["is an error in HTML", { status: 500, body: `<h1>${planted}</h1>` }],
    [
      "denies access",
      error(
        "AccessDeniedException",
        `User: arn:aws:iam::123456789012:user/${planted} is not authorized`,
      ),
    ],
    ["knows no such key", error("UnrecognizedClientException", planted)],
    [
      "says that the signature is wrong",
      error("InvalidSignatureException", `The Canonical String should have been ${planted}`),
    ],
    ["says that the token has expired", error("ExpiredTokenException", planted)],
    [
      "names an ARN in a validation",
      error("ValidationException", `arn:aws:dynamodb:us-east-1:123456789012:table/${planted}`),
    ],
    ["names a host in a validation", error("ValidationException", `http://10.0.0.7/${planted}`)],
    ["goes on and on in a validation", error("ValidationException", planted.repeat(1_000))],
    ["has an unknown error", error(planted, planted)],
    ["has an inner error", error("InternalServerError", planted, 500)],
    [
      "carries its words in headers",
      { body: "{", headers: { "x-amzn-requestid": planted, "x-evil": planted } },
    ],
  ])("%s ends in a problem, or in items that are right, and leaks nothing", async (_, reply) => {
    backend.reply = () => reply;
    const { status, text, headers } = await ask(path);
    expect(text.length).toBeLessThan(2_000);
    const all = text + JSON.stringify([...headers]);
    expect(all).not.toContain(planted);
    expect(all).not.toContain("123456789012");
    expect(all).not.toMatch(/127\.0\.0\.1|\bat \w+ \(|node_modules/);
    if (status === 200) expect(JSON.parse(text)).toMatchObject({ count: expect.any(Number) });
    else {
      expect([400, 404, 429, 500, 503, 504]).toContain(status);
      expect(headers.get("content-type")).toBe("application/problem+json");
    }
    expect(service().written.stderr).not.toContain(planted);
  });
});

test("a redirection is not followed", async () => {
  const before = backend.asked.length;
  backend.reply = () => ({
    status: 307,
    headers: { location: `${backend.url}elsewhere` },
    body: "",
  });
  expect((await ask(path)).status).toBeGreaterThanOrEqual(500);
  // The table's description, and a try and another.
  expect(backend.asked.length - before).toBeLessThanOrEqual(3);
});

test("a reply of thirty megabytes does not fell the service", async () => {
  const large = JSON.stringify({
    Items: [{ Pk: { S: "x".repeat(30e6) } }],
    Count: 1,
    ScannedCount: 1,
  });
  backend.reply = () => ({ body: large });
  const { status, text } = await ask(path);
  expect([200, 503, 504]).toContain(status);
  if (status !== 200) expect(text.length).toBeLessThan(2_000);
  backend.reply = () => page([]);
  await expect
    .poll(async () => (await ask(`${path}&pageSize=2`)).status, { timeout: 20_000 })
    .toBe(200);
});

test("names of JavaScript's own in items are names like others", async () => {
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then"];
  const item = names
    .map(name => `${JSON.stringify(name)}:{"M":{"polluted":{"S":"${name}"}}}`)
    .join();
  backend.reply = () => ({
    body: `{"Items":[{"Pk":{"S":"a"},${item}}],"Count":1,"ScannedCount":1}`,
  });
  for (const accept of ["application/json", "application/x-ndjson"]) {
    const { status, text } = await ask(path, { headers: { accept } });
    expect(status).toBe(200);
    for (const name of names) expect(text).toContain(`"${name}":{"polluted":"${name}"}`);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("an item is the answer's body, whatever it says: it ends no header and starts no answer", async () => {
  const text = "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\u0000\u001b[2J\u2028";
  backend.reply = () => page([{ Pk: { S: text } }]);
  const { json } = await ask(path);
  expect(json.items).toEqual([{ Pk: text }]);
  const lines = await ask(path, { headers: { accept: "application/x-ndjson" } });
  expect(lines.text.trimEnd().split("\n")).toHaveLength(1);
});

test("a place to go on at that is the caller's whole partition is sealed", async () => {
  backend.reply = () => page([], { LastEvaluatedKey: { Pk: { S: planted } } });
  const { status, json } = await ask(`${path}&pageSize=1`);
  if (status === 200)
    expect(Buffer.from(String(json.nextToken), "base64url").toString("latin1")).not.toContain(
      planted,
    );
});
