import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf, isApiKey, newApiKey, shownPartOf } from "../../../src/gateway/keys/api-key.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe("an API key", () => {
  it("has a form that is told by itself, and is another one each time", () => {
    const keys = Array.from({ length: 1000 }, newApiKey);
    expect(new Set(keys).size).toBe(1000);
    for (const key of keys) {
      expect(key).toMatch(/^dyn_[0-9A-Za-z]{36}$/);
      expect(isApiKey(key)).toBe(true);
      expect(shownPartOf(key)).toBe(key.slice(0, 8));
    }
  });

  it("uses every character as often as any other", () => {
    const seen = new Map<string, number>();
    const drawn = 2000 * 30;
    for (let count = 0; count < 2000; count++) {
      for (const digit of newApiKey().slice(4, 34)) seen.set(digit, (seen.get(digit) ?? 0) + 1);
    }
    expect(seen.size).toBe(62);
    // Chi-squared of 61 degrees of freedom: above 140 by chance once in 10^7 runs.
    const expected = drawn / 62;
    const deviation = [...seen.values()].reduce(
      (sum, n) => sum + (n - expected) ** 2 / expected,
      0,
    );
    expect(deviation).toBeLessThan(140);
  });

  it("with one character mistyped, or two swapped, is none", () => {
    const place = fc.nat({ max: 35 }).map(at => at + 4);
    fc.assert(
      fc.property(place, fc.constantFrom(...digits), (at, digit) => {
        const key = newApiKey();
        fc.pre(key[at] !== digit);
        expect(isApiKey(key.slice(0, at) + digit + key.slice(at + 1))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 34 }), offset => {
        const key = newApiKey();
        const at = offset + 4;
        const [a = "", b = ""] = key.slice(at, at + 2);
        fc.pre(a !== b);
        expect(isApiKey(key.slice(0, at) + b + a + key.slice(at + 2))).toBe(false);
      }),
    );
  });

  it.each([
    "",
    "dyn_",
    "sk_123",
    "x".repeat(1_000_000),
    `dyn_${"é".repeat(36)}`,
    `${newApiKey()}\n`,
  ])("is not %j", text => {
    expect(isApiKey(text)).toBe(false);
  });

  it("is kept as its SHA-256", () => {
    expect(digestOf("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
