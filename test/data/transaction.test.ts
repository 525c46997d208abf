import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesIn } from "../../src/data/transaction/entries.ts";
import { readMember } from "../../src/data/transaction/read.ts";
import { yamlItem } from "../../src/output/items/yaml.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { itemText } from "../../src/values/plain.ts";
import { items } from "../values/arbitrary.ts";

/** The item of the only put in a text, or what is wrong with it. */
function putIn(text: string) {
  const { entries, problems } = entriesIn(text, "file");
  const members = entries.flatMap(entry => readMember(entry) ?? []);
  const [member] = members;
  return member?.kind === "put" && problems.length === 0 ? member.item : problems;
}

describe("an item in a transaction's file is the one that dyn prints", () => {
  const check = (textOf: (item: Parameters<typeof itemText>[0]) => string) =>
    fc.assert(
      fc.property(items, item => {
        const read = putIn(textOf(item));
        expect(read).not.toBeInstanceOf(Array);
        expect(Array.isArray(read) || itemsEqual(read as typeof item, item)).toBe(true);
      }),
      { numRuns: 300 },
    );

  it("as JSON on a line", () =>
    check(item => `\n{"put": {"table": "T", "item": ${itemText(item)}}}\n`));

  it("as a JSON document", () =>
    check(item => `[{"put": {"table": "T", "item": ${itemText(item, { indent: 2 })}}}]`));

  it("as YAML", () =>
    check(item => {
      const lines = yamlItem(item).split("\n");
      return `- put:\n    table: T\n    item:\n${lines.map(line => `      ${line}\n`).join("")}`;
    }));
});

describe("a file of lines", () => {
  it("may have comments and blank lines; places count them", () => {
    const { entries, problems } = entriesIn('# first\n\n{"delete": 1}\n\n  {"x": 1}\n', "f");
    for (const entry of entries) readMember(entry);
    expect(entries.map(({ place }) => place.line)).toEqual([3, 5]);
    expect(problems.map(({ place }) => place?.line)).toEqual([3, 5]);
  });
});
