import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakes } from "../../src/template/faker.ts";
import { evaluate, item, problem, scope, value } from "./fixture.ts";

describe("fake(…)", () => {
  it("follows from seed, index and place alone, in whatever order it is asked", () => {
    const template = value("${fake('person.fullName')} ${fake('person.fullName')}");
    const forwards = Array.from({ length: 50 }, (_, index) => template.evaluate(scope(index)));
    const backwards = Array.from({ length: 50 }, (_, at) => template.evaluate(scope(49 - at)));
    expect(backwards.reverse()).toEqual(forwards);
    expect(new Set(forwards).size).toBeGreaterThan(40);
    expect(template.evaluate(scope(7, { seed: 43 }))).not.toBe(forwards[7]);
  });

  it("takes values behind the name, variables too", () => {
    expect(evaluate("${fake('string.alpha', 8)}")).toMatch(/^[A-Za-z]{8}$/);
    expect(String(evaluate("${fake('lorem.words', n)}", 0, { n: 4 })).split(" ")).toHaveLength(4);
  });

  it("gives every kind of value a form that an item can hold", () => {
    const faulty: string[] = [];
    for (const what of fakes().methods.keys()) {
      if (what === "string.fromCharacters") continue;
      const { Value } = item({ Value: `\${fake('${what}')}` }).toItem(scope(3));
      if (Value === undefined) faulty.push(what);
    }
    expect(faulty).toEqual([]);
    expect(item({ At: "${fake('date.past')}" }).toItem(scope())).toEqual({
      At: { S: expect.stringMatching(/^2025-\d\d-\d\dT/) },
    });
    expect(item({ Port: "${fake('airline.airport')}" }).toItem(scope())).toEqual({
      Port: { M: { name: { S: expect.any(String) }, iataCode: { S: expect.any(String) } } },
    });
  });

  it("refuses what is not there when it is read, with the nearest name", () => {
    expect(problem("${fake('person.fullname')}")).toMatch(
      /^2: fake\(what, …\): nothing is called "person.fullname"; did you mean person.fullName\?/,
    );
    expect(problem("${fake(i)}")).toMatch(/what must be a text as it stands/);
    for (const path of ["constructor", "person.constructor", "__proto__.x", "rawDefinitions"]) {
      expect(problem(`\${fake('${path}')}`)).toMatch(/nothing is called/);
    }
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.]{0,20}$/), path => {
        fc.pre(!fakes().methods.has(path));
        expect(problem(`\${fake('${path}')}`)).toMatch(/nothing is called/);
      }),
    );
  });

  it("says what Faker refuses", () => {
    expect(() => evaluate("${fake('string.fromCharacters')}")).toThrow(
      /fake\('string.fromCharacters'\): /,
    );
  });
});
