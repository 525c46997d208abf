import { describe, expect, it } from "vitest";
import { keyTemplates } from "../../src/data/key-template.ts";

const templates = (...texts: string[]) => keyTemplates(texts.map(S => ({ S })));

describe("the template of a key", () => {
  it("has placeholders for numbers, UUIDs, dates and ids", () => {
    expect(
      templates(
        "USER#1",
        "USER#0193b1c8-4a5e-7c3d-9e8f-001122334455",
        "USER#ann@example.com",
        "USER#01JDQ4T6Z8V7",
        "ORDER#2026-01-31T10:00:00.000Z#0000000007",
        "ORDER#2026-01-31",
        "PROFILE",
        "user-7",
      ),
    ).toEqual([
      "USER#<…>",
      "USER#<…>",
      "USER#<…>",
      "USER#<…>",
      "ORDER#<…>#<…>",
      "ORDER#<…>",
      "PROFILE",
      "<…>",
    ]);
  });

  it("keeps small words that several keys share, and takes those of one key for ids", () => {
    expect(templates("user#ann", "user#bob", "profile", "profile")).toEqual([
      "user#<…>",
      "user#<…>",
      "profile",
      "profile",
    ]);
    expect(templates("session-1", "session-2", "session-x")).toEqual([
      "session-<…>",
      "session-<…>",
      "<…>",
    ]);
  });

  it("takes capitals for ids where there are many", () => {
    const names = Array.from({ length: 11 }, (_, n) => `USER#${String.fromCharCode(65 + n)}`);
    expect(new Set(templates(...names))).toEqual(new Set(["USER#<…>"]));
  });

  it("says nothing of numbers, and tells what is absent", () => {
    expect(keyTemplates([{ N: "5" }, undefined, { S: "__proto__" }, { S: "__proto__" }])).toEqual([
      "<…>",
      "–",
      "__proto__",
      "__proto__",
    ]);
  });

  it("is found in linear time", () => {
    const long = "a-".repeat(500);
    expect(templates(`${long}1`, "\u0000#x", `${"1".repeat(1000)}Z`)).toHaveLength(3);
  });
});
