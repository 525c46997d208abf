import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/config/yaml-file.ts";

/** Line and column of the first X in the value of `key`, by its offset in the value. */
function placeOfX(yaml: string): string {
  const file = parseYaml(yaml, "f.yaml");
  const { key } = file.data as { key: string };
  const { line, column } = file.place(["key"], { offset: key.indexOf("X") });
  return `${line}:${column}`;
}

/** Line and column of the first X in the text. */
function seen(yaml: string): string {
  const lines = yaml.split("\n");
  const line = lines.findIndex(each => each.includes("X"));
  return `${line + 1}:${(lines[line] ?? "").indexOf("X") + 1}`;
}

describe("the place of a character in a YAML scalar", () => {
  it.each([
    ["plain", "key: some X here"],
    ["plain over lines", "key: some\n  words\n  X here"],
    ["plain with an empty line", "key: some\n\n  words X"],
    ["single quotes", "key: 'some X'"],
    ["doubled quotes", "key: 'it''s ''X'"],
    ["double quotes", 'key: "some X"'],
    ["escapes", 'key: "a\\n\\"b\\u00e9\\x41\\\\X"'],
    ["double quotes over lines", 'key: "some\n  words\n  X"'],
    ["a literal block", "key: |\n  some\n    words\n\n  X"],
    ["a folded block", "key: >\n  some\n  words\n  X"],
    ["a folded block with an empty line", "key: >-\n  some\n\n  words X"],
    ["a block with a comment", "key: | # note\n  some X"],
  ])("in %s", (_, yaml) => {
    expect(placeOfX(yaml)).toBe(seen(yaml));
  });

  it("is right in every quoted text; 0 stands for the whole of it", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", " ", "'", '"', "\\", "é", "\t", "\u0001"),
    });
    fc.assert(
      fc.property(text, before => {
        const double = `key: ${JSON.stringify(`a${before}X`)}`;
        expect(placeOfX(double)).toBe(seen(double));
        const single = `key: '${`a${before}X`.replaceAll("'", "''").replaceAll("\u0001", "")}'`;
        expect(placeOfX(single)).toBe(seen(single));
      }),
    );
  });
});
