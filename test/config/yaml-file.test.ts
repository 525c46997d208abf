import { describe, expect, it } from "vitest";
import { parseYaml, parseYamlDocuments } from "../../src/config/yaml-file.ts";
import type { DynError } from "../../src/errors.ts";

describe("parseYaml", () => {
  it("keeps the digits of integers beyond 2^53, and `__proto__` an ordinary key", () => {
    const { data } = parseYaml("n: 12345678901234567890\n__proto__: 1\n", "a.yaml");
    expect(Object.entries(data as object)).toEqual([
      ["n", 12345678901234567890n],
      ["__proto__", 1],
    ]);
  });

  it.each([
    ["a: [1\nb: }\n", 2, 1, /Flow sequence/],
    [
      "item:\n  A: { B: ${i} }\n  C: [${i}]\n",
      2,
      11,
      /^a template inside { } or \[ \] needs quotes$/,
    ],
  ])(
    "reports the first syntax mistake with its place, and not its echoes",
    (text, line, column, message) => {
      expect(() => parseYaml(text, "a.yaml")).toThrow(
        expect.objectContaining({
          kind: "invalid",
          problems: [
            expect.objectContaining({
              message: expect.stringMatching(message),
              place: { file: "a.yaml", line, column },
            }),
          ],
        }),
      );
    },
  );

  it("knows where a value, its key and the parent of an absent one stand", () => {
    const file = parseYaml("a:\n  b: [x, yz]\n", "a.yaml");
    expect(file.place(["a", "b", 1])).toEqual({ file: "a.yaml", line: 2, column: 10 });
    expect(file.place(["a", "b", 1], { offset: 1 })).toMatchObject({ line: 2, column: 11 });
    expect(file.place(["a", "b"], { key: true })).toMatchObject({ line: 2, column: 3 });
    expect(file.place(["a", "c"])).toMatchObject({ line: 2, column: 3 });
  });

  it.each([
    ["brackets", `a: ${"[".repeat(5000)}${"]".repeat(5000)}`],
    [
      "indentation",
      Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    ],
  ])("says of endless %s that it is too deep", (_, text) => {
    const problem = { message: "nested deeper than 200 levels", place: { file: "a.yaml" } };
    for (const parse of [parseYaml, parseYamlDocuments]) {
      let thrown: unknown;
      try {
        parse(text, "a.yaml");
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ kind: "invalid", problems: [problem] });
    }
  });

  it("says of an alias inside of what it repeats where it is", () => {
    let thrown: unknown;
    try {
      parseYaml("name: x\ntags: &a { k: { v: *a } }\n", "a.yaml");
    } catch (error) {
      thrown = error;
    }
    const message = "an alias (*name) stands within what it names";
    const place = { file: "a.yaml", line: 2, column: 20 };
    expect(thrown).toMatchObject({ kind: "invalid", problems: [{ message, place }] });
  });

  it("refuses alias bombs", () => {
    const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let depth = 1; depth < 9; depth++) {
      bomb.push(
        `a${depth}: &a${depth} [${Array(10)
          .fill(`*a${depth - 1}`)
          .join(", ")}]`,
      );
    }
    expect(() => parseYaml(bomb.join("\n"), "a.yaml")).toThrow(
      expect.objectContaining({
        problems: [
          {
            message: "aliases (*name) that grow too much when they are put in",
            hint: "write out what they stand for",
            place: { file: "a.yaml", line: 1, column: 1 },
          },
        ],
      }),
    );
  });

  it("says in its own words that an alias holds itself, and that there are several documents", () => {
    const problems = (text: string) => {
      try {
        parseYaml(text, "a.yaml");
      } catch (error) {
        return (error as DynError).problems;
      }
      return [];
    };
    expect(problems("a: 1\nb: &x [*x]\n")).toMatchObject([
      { message: "an alias (*name) stands within what it names" },
    ]);
    expect(problems("a: 1\n---\nb: 2\n")).toMatchObject([
      { message: "a second document begins here", place: { line: 2, column: 1 } },
    ]);
  });
});

describe("parseYamlDocuments", () => {
  it("reads each document with places in the whole file", () => {
    const files = parseYamlDocuments("a: 1\n---\n\nb: 2\n---\n", "a.yaml");
    expect(files.map(({ data }) => Object.entries(data as object))).toEqual([
      [["a", 1]],
      [["b", 2]],
    ]);
    expect(files[1]?.place(["b"])).toMatchObject({ line: 4, column: 4 });
  });

  it("finds nothing in an empty file", () => {
    expect(parseYamlDocuments("# nothing\n", "a.yaml")).toEqual([]);
  });
});
