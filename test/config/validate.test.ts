import { describe, expect, it } from "vitest";
import { z } from "zod";
import { check, Problems, validate } from "../../src/config/validate.ts";
import { parseYaml } from "../../src/config/yaml-file.ts";
import { DynError } from "../../src/errors.ts";

const load = z.strictObject({
  concurrency: z.int().min(1).optional(),
  duration: z.union([z.string(), z.number()]).optional(),
});
const projection = z.union([z.enum(["all", "keys"]), z.array(z.string())]);
const schema = z.strictObject({
  name: z.string(),
  billing: z.string().optional(),
  load: load.optional(),
  projection: projection.optional(),
  tags: z.record(z.string().max(5), z.string()).optional(),
  step: z
    .union([
      z.strictObject({ get: z.string(), pick: z.string() }),
      z.strictObject({ put: z.strictObject({ item: z.string() }) }),
    ])
    .optional(),
});

/** Every problem as `line:column message`. */
function problemsOf(text: string, type: z.ZodType = schema): string[] {
  try {
    validate(type, parseYaml(text, "a.yaml"));
    return [];
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    expect(error.kind).toBe("invalid");
    return error.problems.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
  }
}

describe("validate", () => {
  it("returns the value when the shape is right", () => {
    const file = parseYaml("name: x\nload: { concurrency: 3 }", "a.yaml");
    expect(validate(schema, file)).toEqual({ name: "x", load: { concurrency: 3 } });
  });

  it("reports every problem, in the order of the file", () => {
    const text = "biling: x\nload:\n  concurrency: many\n  durations: 3s\nprojection: al\n";
    expect(problemsOf(text)).toEqual([
      "1:1 missing: name",
      '1:1 unknown key "biling"; did you mean "billing"?',
      "3:16 expected a number, got a string",
      '4:3 unknown key "durations"; did you mean "duration"?',
      '5:13 expected "all", "keys" or a list, got "al"; did you mean "all"?',
    ]);
  });

  it("looks at a value whose name is wrong as well", () => {
    expect(problemsOf("name: x\ntags: { toolong: 3 }\n")).toEqual([
      '2:9 "toolong" is not a valid name',
      "2:18 expected a string, got 3",
    ]);
  });

  it.each([
    ["name: 3", "1:7 expected a string, got 3"],
    ["name:", "1:6 expected a string, got nothing"],
    ["name: [a]", "1:7 expected a string, got a list"],
    ["- name", "1:1 expected a mapping, got a list"],
    ["", "1:1 expected a mapping, got nothing"],
    ["name: x\nload: { concurrency: 0 }", "2:22 expected at least 1, got 0"],
    ["name: x\nload: { concurrency: 1.5 }", "2:22 expected a whole number, got 1.5"],
    ["name: x\nload: { duration: true }", "2:19 expected a string or a number, got true"],
    ["name: x\nprojection: [a, 2]", "2:17 expected a string, got 2"],
    ["name: x\ntags: { toolong: a }", '2:9 "toolong" is not a valid name'],
    ["name: x\nstep: { get: a, pick: 3 }", "2:23 expected a string, got 3"],
    [
      "name: x\nstep: { put: { itm: a } }",
      '2:14 missing: item|2:16 unknown key "itm"; did you mean "item"?',
    ],
    ["name: x\nbilling: 99999999999999999999", "2:10 expected a string, got 99999999999999999999"],
  ])("explains %j", (text, expected) => {
    expect(problemsOf(text).join("|")).toBe(expected);
  });

  it("lets no member called __proto__ pass unchecked", () => {
    const open = schema.extend({ free: z.unknown().optional() });
    const text = "name: x\ntags: { __proto__: 3 }\nfree: { __proto__: 3 }\n";
    expect(problemsOf(text, open)).toEqual(['2:9 "__proto__" cannot be a name here']);
    expect(problemsOf("name: x\n__proto__: 1\n")).toEqual(['2:1 unknown key "__proto__"']);
  });

  it("keeps the words of the schema's author, and places them where they say", () => {
    const even = z.strictObject({
      text: z.string().superRefine((value, context) => {
        const at = value.indexOf("!");
        if (at >= 0) {
          context.addIssue({ code: "custom", message: "no shouting", params: { offset: at } });
        }
      }),
      other: z.string("say something").optional(),
    });
    expect(problemsOf("text: hey!\nother: 3", even)).toEqual([
      "1:10 no shouting",
      "2:8 say something",
    ]);
  });
});

describe("Problems", () => {
  it("adds what callers find to what the shape shows", () => {
    const file = parseYaml("name: x\nlaod: 1\nprojection: all\n", "a.yaml");
    const problems = new Problems(file);
    expect(check(schema, file, problems)).toBeUndefined();
    problems.add(["projection"], "projects too much", { hint: "project less" });
    problems.add(["name"], "name is taken", { key: true });
    expect(() => problems.throwIfAny()).toThrow("3 problems in a.yaml");
    expect(problems.found.map(({ message }) => message)).toEqual([
      "name is taken",
      'unknown key "laod"; did you mean "load"?',
      "projects too much",
    ]);
    expect(problems.found[2]).toEqual({
      message: "projects too much",
      place: { file: "a.yaml", line: 3, column: 13 },
      hint: "project less",
    });
  });

  it("reports a repeated key together with the rest", () => {
    expect(problemsOf("name: 3\nname: x\nbilling: 4\n")).toEqual([
      "2:1 the same key a second time",
      "3:10 expected a string, got 4",
    ]);
  });

  it("throws nothing when nothing is wrong", () => {
    new Problems(parseYaml("name: x", "a.yaml")).throwIfAny();
  });
});
