import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageToken, resumeKey } from "../../src/data/page-token.ts";

const key = { Id: { S: "user-7" }, Version: { N: "12345678901234567890" }, Raw: { B: "AAE=" } };
const token = pageToken(key, "query A");

describe("a page token", () => {
  it("gives back its key, and is safe in a URL", () => {
    expect(resumeKey(token, "query A")).toEqual(key);
    expect(token).toMatch(/^[\w-]+$/);
  });

  it("is the same for the same place, whatever the order of the key's attributes", () => {
    expect(pageToken({ Raw: key.Raw, Version: key.Version, Id: key.Id }, "query A")).toBe(token);
  });

  it("knows another query", () => {
    expect(() => resumeKey(token, "query B")).toThrow("belongs to another query");
  });

  it("knows when any of its characters was changed, lost or added", () => {
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom("", "A", "b", "0", "-"),
        (at, piece) => {
          const changed = token.slice(0, at) + piece + token.slice(at + 1);
          fc.pre(changed !== token);
          expect(() => resumeKey(changed, "query A")).toThrow("token is broken");
        },
      ),
    );
    for (const broken of ["", "x", `${token}A`, ` ${token}`, token.slice(0, 20)]) {
      expect(() => resumeKey(broken, "query A")).toThrow("token is broken");
    }
  });
});
