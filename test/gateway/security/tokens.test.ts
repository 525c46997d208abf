/**
 * Page tokens: only the very token, with the very request that it belongs to, goes on. Whatever is
 * wrong with one, the refusal is the same to the letter.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableWith } from "../../support/tables.ts";
import { type Served, startServed, type Told } from "./served.ts";

let served: Served;
let table: string;
let other: string;
let token: string;
let refusal: string;

const body = (more: object = {}) => ({
  where: "Pk = 'a' and Sk > 0",
  filter: "Rank > 0",
  pageSize: 2,
  ...more,
});
const ask = (query: object, name = table, as = "one") =>
  served.ask(`/v1/tables/${name}/query`, { as, query });
const tokenOf = ({ json }: Told) => String(json.nextToken);

beforeAll(async () => {
  const items = ["a", "b"].flatMap(pk =>
    Array.from({ length: 6 }, (_, at) => ({
      Pk: { S: pk },
      Sk: { N: String(at + 1) },
      Group: { S: "g" },
      Rank: { N: String(at + 1) },
    })),
  );
  table = await tableWith(items);
  other = await tableWith(items);
  served = await startServed({ keys: { one: ["*"], two: ["*"] } });
  token = tokenOf(await ask(body()));
  refusal = withoutId((await ask(body({ nextToken: "AAAA" }))).text);
});
afterAll(async () => {
  await served.close();
});

const withoutId = (text: string) => text.replace(/urn:dyn:request:[\w-]+/, "");

function expectRefused({ status, text }: Told): void {
  expect(status).toBe(400);
  expect(withoutId(text)).toBe(refusal);
}

test("the token goes on where it belongs, with another page size, too", async () => {
  const next = await ask(body({ nextToken: token, pageSize: 3 }));
  expect(next.status).toBe(200);
  expect((next.json.items as { Sk: number }[]).map(({ Sk }) => Sk)).toEqual([3, 4, 5]);
  expect(JSON.parse(refusal)).toMatchObject({ type: "/problems/invalid-token", status: 400 });
});

test("a token with any of its bytes changed is refused", async () => {
  const bytes = Buffer.from(token, "base64url");
  const changed = [...bytes.keys()].map(at => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
    return copy.toString("base64url");
  });
  const answers = await Promise.all(changed.map(nextToken => ask(body({ nextToken }))));
  expect(answers.length).toBeGreaterThan(50);
  answers.forEach(expectRefused);
});

test("a token with any of its characters changed is refused", async () => {
  const changed = [...token].map((character, at) => {
    return `${token.slice(0, at)}${character === "A" ? "B" : "A"}${token.slice(at + 1)}`;
  });
  const answers = await Promise.all(changed.map(nextToken => ask(body({ nextToken }))));
  answers.forEach(expectRefused);
});

describe("a token that is", () => {
  test.each([
    ["cut off at the end", () => token.slice(0, -1)],
    ["cut off in the middle", () => token.slice(0, token.length / 2)],
    ["cut off in front", () => token.slice(4)],
    ["one character", () => "A"],
    ["its head alone", () => Buffer.from(token, "base64url").subarray(0, 16).toString("base64url")],
    ["there twice over", () => token + token],
    ["longer", () => `${token}AAAA`],
    ["as long as one may be", () => "A".repeat(16_384)],
    ["padded", () => `${token}=`],
    [
      "of another alphabet",
      () => Buffer.from(token, "base64url").toString("base64").padEnd(9, "+"),
    ],
    ["between spaces", () => ` ${token} `],
    ["hidden behind a control character", () => `${token}\u0000`],
    ["no token", () => '{"Pk":{"S":"a"},"Sk":{"N":"2"}}'],
    ["a name of JavaScript's", () => "__proto__"],
  ])("%s is refused", async (_, made) => {
    expectRefused(await ask(body({ nextToken: made() })));
  });

  test("longer than any is refused by its field", async () => {
    const { status, json } = await ask(body({ nextToken: "A".repeat(56 * 1024 + 1) }));
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: "/problems/invalid-request" });
  });

  test.each([7, null, { a: 1 }, [[]], true])("of %j is refused by its field", async nextToken => {
    const { status, json } = await ask(body({ nextToken }));
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field: "body.nextToken" }]);
  });
});

describe("a token of", () => {
  test("another caller is refused", async () => {
    expectRefused(await ask(body({ nextToken: token }), table, "two"));
  });

  test("another table is refused", async () => {
    expectRefused(await ask(body({ nextToken: token }), other));
  });

  test.each<[string, object]>([
    ["index", { index: "ByGroup", where: "Group = 'g'", filter: "Sk > 0" }],
    ["partition", { where: "Pk = 'b' and Sk > 0" }],
    ["condition on the sort key", { where: "Pk = 'a' and Sk > 1" }],
    ["key, with no condition on the sort key", { where: "Pk = 'a'" }],
    ["filter", { filter: "Rank > 1" }],
    ["query, without its filter", { filter: undefined }],
    ["query, with a list of ids beside", { systemIds: { values: ["a"] } }],
    ["query, with a range of dates beside", { dateRange: { attribute: "Day", from: "2026" } }],
    ["order", { order: "desc" }],
  ])("another %s is refused", async (_, more) => {
    expectRefused(await ask(body({ ...more, nextToken: token })));
    // And the other way round.
    const theirs = tokenOf(await ask(body(more)));
    if (theirs !== "null") expectRefused(await ask(body({ nextToken: theirs })));
  });

  test("a query is refused by a scan, and by a reading of the partition", async () => {
    const path = `/v1/tables/${table}`;
    expectForeign(await served.ask(`${path}/scan?nextToken=${token}`, { as: "one" }));
    expectForeign(await served.ask(`${path}/items?pk=a&nextToken=${token}`, { as: "one" }));
  });
});

/** The same but for where the token stood. */
function expectForeign({ status, json }: Told): void {
  expect(status).toBe(400);
  expect(json).toMatchObject({ type: "/problems/invalid-token" });
}

test("an expired token is refused as that, by its owner alone", async () => {
  const nextToken = tokenOf(await ask(body()));
  served.clock.ms += 61 * 60_000;
  try {
    const { status, json } = await ask(body({ nextToken }));
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: "/problems/expired-token" });
    // To others it is no token at all.
    expectRefused(await ask(body({ nextToken }), table, "two"));
  } finally {
    served.clock.ms = 0;
  }
});

test("a token of another run of the service, with other secrets, is refused", async () => {
  const again = await startServed({ keys: { one: ["*"] } });
  try {
    const path = `/v1/tables/${table}/query`;
    expectRefused(await again.ask(path, { as: "one", query: body({ nextToken: token }) }));
  } finally {
    await again.close();
  }
});

test("a token tells nothing of what is in it", () => {
  const bytes = Buffer.from(token, "base64url").toString("latin1");
  for (const word of ["Pk", "Sk", table, "one"]) expect(bytes).not.toContain(word);
});
