/**
 * Names and values that mean something elsewhere: to expressions, to JavaScript, to HTTP, to terminals.
 * Here they are data, and stay in their place.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Item } from "../../../src/values/attribute.ts";
import { engine } from "../../support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";
import { rawly } from "./raw.ts";
import { type Served, startServed } from "./served.ts";

const odd = [
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toJSON",
  "a b",
  "a.b",
  "a[0]",
  "#n0",
  ":v0",
  "a' or 'b' = 'b",
  "$where",
  "size(Sk)",
  "\u001b[31mred",
  "\r\nX-Evil: 1",
  "\u202eright to left",
  "\u009b2J",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "${7*7}",
  "; DROP TABLE x; --",
  "\u0000",
  "ä\ud83d\ude00",
];

/** What could act on a terminal, or turn what it shows. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

let proxy: FaultProxy;
let served: Served;
let table: string;

beforeAll(async () => {
  const items = odd.map((text, at): Item => {
    const item: Item = Object.create(null);
    return Object.assign(item, {
      Pk: { S: text },
      Sk: { N: String(at) },
      [`${text}!`]: { S: text },
      Nested: { M: Object.fromEntries([[text, { S: "inside" }]]) },
    });
  });
  table = await tableWith([...items, { Pk: { S: "secret" }, Sk: { N: "1" } }]);
  proxy = await startFaultProxy((await engine()).endpoint, () => undefined);
  served = await startServed({ endpoint: proxy.url });
});
afterAll(async () => {
  await served.close();
  await proxy.close();
});

const query = (more: object) => served.ask(`/v1/tables/${table}/query`, { query: more });
const pks = (items: unknown) => (items as { Pk: string }[]).map(({ Pk }) => Pk);

describe.each(odd)("%j", text => {
  test("as a key finds its item and no other", async () => {
    const encoded = encodeURIComponent(text);
    const answers = await Promise.all([
      served.ask(`/v1/tables/${table}/items?pk=${encoded}`),
      query({ key: { Pk: text } }),
      query({ where: `Pk = '${text.replaceAll("'", "''")}'` }),
      query({ key: { Pk: text }, filter: { attribute: "Pk", eq: text } }),
    ]);
    const [items, key, where, filter] = answers;
    expect(pks(items?.json.items)).toEqual([text]);
    expect(pks(key?.json.items)).toEqual([text]);
    // Control characters have no place in an expression.
    if (where?.status === 200) expect(pks(where.json.items)).toEqual([text]);
    else expect(where?.status).toBe(400);
    expect(filter?.status).toBe(400);
  });

  test("as a value is a value", async () => {
    const key = { Pk: "secret" };
    for (const filter of [
      { attribute: "Name", eq: text },
      { attribute: "Name", beginsWith: text },
      { attribute: "Name", contains: text },
      { attribute: "Name", in: [text] },
      { attribute: "Name", between: [text, text] },
      // A name that begins with $ says how a value is written.
      { attribute: "Name", eq: { [`a${text}`]: { [`a${text}`]: [text] } } },
    ]) {
      const { status, json } = await query({ key, filter });
      expect([status, json.items]).toEqual([200, []]);
    }
  });

  test("as the name of an attribute is a path, or refused", async () => {
    const before = proxy.seen.length;
    const key = { Pk: "secret" };
    for (const more of [
      { filter: { attribute: text, eq: 1 } },
      { select: [text] },
      { in: { [text]: ["x"] } },
      { key: { Pk: "secret", [text]: 1 } },
      { filter: { [text]: 1 } },
      { [text]: 1 },
      { index: text },
      { order: text },
    ]) {
      const told = await query({ key, ...more });
      expect([200, 400]).toContain(told.status);
      // What is told of it cannot act on a terminal.
      expect(told.text).not.toMatch(unsafe);
      if (told.status === 200) expect(told.json.count).toBeLessThanOrEqual(1);
    }
    // A name never stands in an expression itself.
    for (const { body } of proxy.seen.slice(before)) {
      const {
        KeyConditionExpression,
        FilterExpression = "",
        ProjectionExpression = "",
      } = JSON.parse(body);
      for (const each of [KeyConditionExpression ?? "", FilterExpression, ProjectionExpression]) {
        expect(each).toMatch(/^[\w#:.,()=<>[\] ]*$/);
      }
    }
    expect(
      ({} as Record<string, unknown>)[text === "__proto__" ? "M" : "polluted"],
    ).toBeUndefined();
  });

  test("in a path, a parameter or a header ends no header and reaches no log as it is", async () => {
    const encoded = encodeURIComponent(text);
    const answers = await Promise.all([
      served.ask(`/v1/tables/${encoded}/items?pk=a`),
      served.ask(`/v1/tables/${table}/items?pk=a&${encoded}=1`),
      served.ask(`/v1/tables/${table}/items?pk=a&index=${encoded}`),
      served.ask(`/v1/tables/${table}/items?pk=a&select=${encoded}`),
      served.ask(`/v1/tables/${table}/items?pk=a&filter=${encoded}`),
      served.ask(`/v1/tables/${table}/items?pk=a&pageSize=${encoded}`),
      served.ask(`/v1/tables/${table}/items/${encoded}/${encoded}`),
      served.ask(`/${encoded}`),
    ]);
    for (const { status, headers, text: told } of answers) {
      expect([200, 400, 404]).toContain(status);
      expect(headers.get("x-evil")).toBeNull();
      expect(told).not.toMatch(unsafe);
    }
    const { stderr } = served.written;
    expect(stderr.replaceAll("\n", "")).not.toMatch(unsafe);
    for (const line of stderr.trimEnd().split("\n")) JSON.parse(line);
  });
});

test("raw bytes in headers reach neither a log nor an answer", async () => {
  const evil = "\x1b]0;evil\x07\x9b2J";
  const head = ["User-Agent", "X-Request-Id", "Accept", "Authorization", "If-None-Match"]
    .map(name => `${name}: ${evil}\r\n`)
    .join("");
  const text = await rawly(
    served.port,
    `GET /v1/tables HTTP/1.1\r\nHost: localhost\r\n${head}Connection: close\r\n\r\n`,
  );
  expect((text + served.written.stderr).replaceAll(/[\r\n]/g, "")).not.toMatch(unsafe);
});
