import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterBytes, afterText } from "../../../src/targets/sql/prefix.ts";

const bytes = (text: string) => Buffer.from(text);

describe("the first after all that begin with a prefix", () => {
  it("is after each of them, and not after others", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 4 });
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = bytes(afterText(prefix));
        const within =
          Buffer.compare(bytes(prefix), bytes(other)) <= 0 && Buffer.compare(bytes(other), end) < 0;
        expect(within).toBe(other.startsWith(prefix));
        expect(Buffer.compare(bytes(prefix + other), end)).toBeLessThan(0);
      }),
    );
  });

  it("knows no surrogates, and what comes after the last character", () => {
    expect(afterText("a\ud7ff")).toBe("a\ue000");
    expect(afterText("a\u{10ffff}")).toBe("b");
    expect(afterText("")).toBe("\u{10ffff}");
  });

  it("is the same for bytes, and leaves the prefix as it is", () => {
    const prefix = Buffer.from([1, 0xff]);
    expect([...afterBytes(prefix)]).toEqual([2]);
    expect([...prefix]).toEqual([1, 0xff]);
    const byte = fc.uint8Array({ maxLength: 3 });
    fc.assert(
      fc.property(byte, byte, (start, more) => {
        const other = Buffer.concat([start, more]);
        expect(Buffer.compare(other, afterBytes(start))).toBeLessThan(0);
      }),
    );
  });
});
