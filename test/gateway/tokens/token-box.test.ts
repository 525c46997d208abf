import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../../src/gateway/problem.ts";
import { tokenBox } from "../../../src/gateway/tokens/token-box.ts";
import type { TokenBound, TokenBox } from "../../../src/gateway/tokens.ts";
import { emptyItem, type Item } from "../../../src/values/attribute.ts";

const secret = randomBytes(32);
let nowMs = Date.UTC(2026, 10, 21);
const now = () => nowMs;
const box = tokenBox({ secrets: [secret], ttlMs: 60_000, now });
const bound: TokenBound = {
  principal: "k1",
  table: "Orders",
  index: undefined,
  query: "PK = 'USER#1'",
};
const key: Item = { PK: { S: "USER#1" }, SK: { N: "12345678901234567890.5" } };

const problemOf = (token: string, with_: TokenBound = bound, by: TokenBox = box) => {
  try {
    by.open(token, with_);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, code, detail, options } = error;
    return { status, code, detail, options };
  }
  return undefined;
};
const invalid = problemOf("");

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const name = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString"));
const keyValue = fc.oneof(
  text.map(S => ({ S })),
  fc.bigInt().map(number => ({ N: String(number).slice(0, 30) })),
  fc.uint8Array({ maxLength: 60 }).map(bytes => ({ B: Buffer.from(bytes).toString("base64") })),
);
const keyItem = fc.array(fc.tuple(name, keyValue), { minLength: 1, maxLength: 4 }).map(members => {
  const item = emptyItem();
  for (const [attribute, value] of members) item[attribute] = value;
  return item;
});
/** With halves of surrogate pairs, as JSON may hold them. */
const anyText = fc.string({ unit: "binary", maxLength: 30 });
const anyBound = fc.record({
  principal: anyText,
  table: anyText,
  index: fc.option(anyText, { nil: undefined }),
  query: anyText,
});

describe("a page token", () => {
  it("opens to the key that was sealed, whatever the key", () => {
    fc.assert(
      fc.property(keyItem, anyBound, (item, of) => {
        const opened = box.open(box.seal(item, of), of);
        expect(opened).toEqual({ key: item, expiresAt: nowMs + 60_000 });
      }),
    );
  });

  it("holds keys as long as DynamoDB's", () => {
    const long: Item = {
      PK: { S: "\u0001".repeat(2048) },
      SK: { B: randomBytes(1024).toString("base64") },
      IndexPK: { S: "\u0002".repeat(2048) },
      IndexSK: { S: "\u{10ffff}".repeat(256) },
    };
    expect(box.open(box.seal(long, bound), bound).key).toEqual(long);
  });

  it("is refused with any bit of any byte flipped, always in the same words", () => {
    const bytes = Buffer.from(box.seal(key, bound), "base64url");
    for (const index of bytes.keys()) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(problemOf(changed.toString("base64url"))).toEqual(invalid);
      }
    }
  });

  it("is refused with any character changed, added or lost", () => {
    const token = box.seal(key, bound);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "A" ? "B" : "A";
      expect(problemOf(token.slice(0, at) + other + token.slice(at + 1))).toEqual(invalid);
      expect(problemOf(token.slice(0, at) + token.slice(at + 1))).toEqual(invalid);
      expect(problemOf(`${token.slice(0, at)}=${token.slice(at)}`)).toEqual(invalid);
    }
  });

  it.each([
    ["nothing", ""],
    ["text", "not a token"],
    ["another alphabet", Buffer.from(randomBytes(80)).toString("base64")],
    ["noise", randomBytes(200).toString("base64url")],
    ["too much", "A".repeat(10_000_000)],
    ["what is no text at all", "\u0000\ud800"],
  ])("is refused where it is %s", (_, token) => {
    expect(problemOf(token)).toEqual(invalid);
  });

  it("is of no use to another caller, table, index or query", () => {
    fc.assert(
      fc.property(anyBound, anyBound, (mine, other) => {
        fc.pre(JSON.stringify(mine) !== JSON.stringify(other));
        expect(problemOf(box.seal(key, mine), other)).toEqual(invalid);
      }),
    );
    const token = box.seal(key, bound);
    for (const other of [
      { ...bound, principal: "k2" },
      { ...bound, table: "orders" },
      { ...bound, index: "ByDay" },
      { ...bound, index: "" },
      { ...bound, query: "PK = 'USER#2'" },
      // The same characters, divided otherwise.
      { ...bound, principal: "k1O", table: "rders" },
    ]) {
      expect(problemOf(token, other)).toEqual(invalid);
    }
  });

  it("ends, and says so only to those it belongs to", () => {
    const token = box.seal(key, bound);
    const before = nowMs;
    nowMs += 59_999;
    expect(box.open(token, bound).key).toEqual(key);
    nowMs += 1;
    expect(problemOf(token)).toMatchObject({ status: 400, code: "expired-token" });
    expect(problemOf(token, { ...bound, principal: "k2" })).toEqual(invalid);
    nowMs = before;
  });

  it("shows nothing of the key, and is another one each time", () => {
    const token = box.seal({ PK: { S: "secretive" } }, bound);
    expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain("secretive");
    expect(box.seal({ PK: { S: "secretive" } }, bound)).not.toBe(token);
    expect(token).toMatch(/^[\w-]+$/);
  });

  it("outlives a change of secrets as long as its own is among them", () => {
    const token = box.seal(key, bound);
    const [next, another] = [randomBytes(32), randomBytes(32)];
    const rotated = tokenBox({ secrets: [next, secret], ttlMs: 60_000, now });
    expect(rotated.open(token, bound).key).toEqual(key);
    const fresh = rotated.seal(key, bound);
    expect(problemOf(fresh)).toEqual(invalid);
    expect(tokenBox({ secrets: [another, next], ttlMs: 1, now }).open(fresh, bound).key).toEqual(
      key,
    );
    expect(problemOf(token, bound, tokenBox({ secrets: [next], ttlMs: 1, now }))).toEqual(invalid);
  });
});
