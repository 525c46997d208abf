// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { describe, expect, it } from "vitest";
import { parseItemFile } from "../../src/data/item-file.ts";
import { DynError } from "../../src/errors.ts";

const scope = { seed: 1, index: 7, vars: {}, now: () => 0 };

const problemsOf = (text: string): readonly string[] => {
  try {
    parseItemFile(text, "item.yaml");
  } catch (error) {
    if (error instanceof DynError) {
      return error.problems.map(
        ({ place, message }) => `${place?.line}:${place?.column} ${message}`,
      );
    }
  }
  return [];
};

describe("a template file", () => {
  it("is a map of attributes", () => {
    const { item, seed } = parseItemFile("UserId: user-${i}\nAge: ${i * 2}\nTags: [a, b]", "f");
    expect(seed).toBeUndefined();
    expect(item.toItem(scope)).toEqual({
      UserId: { S: "user-7" },
      Age: { N: "14" },
      Tags: { L: [{ S: "a" }, { S: "b" }] },
    });
  });

  it("or has them under item, with a seed", () => {
    const { item, seed } = parseItemFile("seed: 42\nitem:\n  UserId: ${i}", "f");
    expect(seed).toBe(42);
    expect(item.toItem(scope)).toEqual({ UserId: { N: "7" } });
  });

  it("may have attributes called item and seed", () => {
    const { item, seed } = parseItemFile("Id: a\nitem: { name: pen }\nseed: 5", "f");
    expect(seed).toBeUndefined();
    expect(Object.keys(item.toItem(scope))).toEqual(["Id", "item", "seed"]);
    expect(parseItemFile("item: pen", "f").item.toItem(scope)).toEqual({ item: { S: "pen" } });
  });

  it("gives the same items whatever it is called and however it is written", () => {
    const bare = parseItemFile("Name: ${name()}", "a.yaml").item;
    const wrapped = parseItemFile("item: { Name: '${name()}' }", "b.yaml").item;
    expect(bare.toItem(scope)).toEqual(wrapped.toItem(scope));
  });

  it("reports all its mistakes, each with its place", () => {
    const text = "seed: -1\nitem:\n  A: ${foo()}\n  B:\n    C: ${pad(1)}\n";
    expect(problemsOf(text)).toEqual([
      "1:7 a seed is a whole number from 0 to 4294967295",
      expect.stringMatching(/^3:\d+ .*foo.*no such function/),
      expect.stringMatching(/^5:\d+ pad\(n, width\) takes 2 arguments, not 1/),
    ]);
  });

  it.each(["", "[]", "text", "item: {}"])("has attributes: %j has none", text => {
    expect(problemsOf(text)).toEqual([expect.stringContaining("no attributes here")]);
  });
});
