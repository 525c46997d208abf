import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber } from "../../src/template/scope.ts";
import { evaluate, problem, problems, scope, value } from "./fixture.ts";

describe("a template", () => {
  it.each([
    ["plain", "plain"],
    ["", ""],
    ["user-${i % 2000}", "user-5"],
    ["${i}", 2005],
    ["${index + 1}", 2006],
    ["${seed}", 42],
    ["${i}${i}", "20052005"],
    ["a $ b", "a $ b"],
    ["$${i}", "${i}"],
    ["cost: $${i} ${i}", "cost: ${i} 2005"],
    ["${'}'}", "}"],
    ["${'it''s'}", "it's"],
    ['${"say ""hi"""}', 'say "hi"'],
    ["${true}", true],
    ["${null}", null],
    ["is ${false} and ${null}", "is false and null"],
    ["${ 1 + 2 * 3 }", 7],
    ["${(1 + 2) * 3}", 9],
    ["${10 - 2 - 3}", 5],
    ["${-2 * -3}", 6],
    ["${7 / 2}", 3.5],
    ["${-i % 7}", -3],
    ["${'n' + 1}", "n1"],
    ["${1 + 2 + 'n'}", "3n"],
    ["${1.50}", 1.5],
    ["${1e3}", 1000],
    ["${2.0 * i}", 4010],
  ])("%s", (text, wanted) => {
    expect(evaluate(text, 2005)).toEqual(wanted);
  });

  it("keeps the digits of numbers that a double would lose", () => {
    expect(evaluate("${12345678901234567890}")).toEqual(new ExactNumber("12345678901234567890"));
    expect(evaluate("${-0.12345678901234567890123}")).toEqual(
      new ExactNumber("-0.12345678901234567890123"),
    );
    expect(evaluate("n${12345678901234567890}")).toBe("n12345678901234567890");
  });

  it("calculates with numbers that were read as text, where a double holds them", () => {
    const vars = {
      stock: new Map([["Version", new ExactNumber("5.0")]]),
      n: new ExactNumber("-12.50"),
    };
    expect(evaluate("${stock.Version + 1}", 0, vars)).toBe(6);
    expect(evaluate("${max(stock.Version, 3) - n}", 0, vars)).toBe(17.5);
    expect(evaluate("${pad(stock.Version, 3)}", 0, vars)).toBe("005");
    expect(evaluate("${stock.Version}", 0, vars)).toEqual(new ExactNumber("5.0"));
    expect(() => evaluate("${n + 1}", 0, { n: new ExactNumber("12345678901234567890") })).toThrow(
      "12345678901234567890 has more digits than arithmetic keeps",
    );
  });

  it("reads variables, and members of what they hold", () => {
    const vars = { user: "u7", stock: new Map([["Version", [1, 2]]]) };
    expect(evaluate("${user}", 0, vars)).toBe("u7");
    expect(evaluate("v${stock.Version[1]}", 0, vars)).toBe("v2");
    expect(evaluate("${stock['Version'][0] + 1}", 0, vars)).toBe(2);
    expect(() => evaluate("${stock.Price}", 0, vars)).toThrow('a map has no "Price"');
  });

  it("takes no variable from a prototype", () => {
    const template = value("${toString}", ["toString"]);
    expect(() => template.evaluate(scope(0, { vars: {} }))).toThrow("toString has no value");
  });

  it("agrees with JavaScript on arithmetic", () => {
    const { expression } = fc.letrec<{ expression: string }>(tie => ({
      expression: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.nat(9999).map(String),
        fc.constant("i"),
        fc
          .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "%"), tie("expression"))
          .map(parts => parts.join(" ")),
        tie("expression").map(inner => `(${inner})`),
        tie("expression").map(inner => `- ${inner}`),
      ),
    }));
    fc.assert(
      fc.property(expression, fc.nat(10_000), (text, index) => {
        const wanted: number = new Function("i", `return ${text}`)(index);
        fc.pre(Number.isFinite(wanted) && Math.abs(wanted) <= Number.MAX_SAFE_INTEGER);
        // Intermediate results may be out of range where the whole is not.
        let got: unknown;
        try {
          got = evaluate(`\${${text}}`, index);
        } catch (error) {
          expect(String(error)).toMatch(/beyond 2\^53|division by zero/);
          return;
        }
        expect(got === wanted || Number(got) - wanted === 0).toBe(true);
      }),
    );
  });
});

describe("a mistake in a template", () => {
  it.each([
    ["${", "0: ${ is not closed"],
    ["a ${i", "2: ${ is not closed"],
    ["${i +", "0: ${ is not closed"],
    ["${}", '2: expected a value, found "}"'],
    ["${i i}", '4: expected an operator or }, found "i"'],
    ["${1 + * 2}", '6: expected a value, found "*"'],
    ["${(1}", '4: expected ), found "}"'],
    ["${int(1 2)}", '8: expected a comma or ), found "2"'],
    ["${'open}", "2: a string is not closed"],
    ["${i # 2}", '4: unexpected "#"'],
    ["${zipff(3)}", "2: ${zipff(…)}: no such function; did you mean zipf?"],
    ["x ${indx}", "4: no such variable: indx; did you mean index?"],
    ["${uuid}", "2: uuid is a function: write uuid()"],
    ["${__proto__}", "2: no such variable: __proto__"],
    ["${constructor(1)}", "2: ${constructor(…)}: no such function"],
    ["${int(1)}", "2: int(low, high) takes 2 arguments, not 1"],
    ["${hex()}", "2: hex(n) takes 1 argument, not 0"],
    ["${float(1)}", "2: float(low, high[, decimals]) takes 2 to 3 arguments, not 1"],
    ["${pick()}", "2: pick(a, b, …) takes at least 1 argument, not 0"],
    ["${int(1, 'x')}", '9: int(low, high): high must be an integer, not "x"'],
    ["${int(1, name())}", "9: int(low, high): high must be an integer, not a text"],
    ["${int(1, 2.5)}", "9: int(low, high): high must be an integer, not 2.5"],
    ["${int(5, 1)}", "2: int(low, high): low 5 is above high 1"],
    ["${pad(1, -2)}", "9: pad(n, width): width must be an integer from 0 to 1000, not -2"],
    ["${bool(2)}", "7: bool([probability]): probability must be a number from 0 to 1, not 2"],
    [
      "${date('2024-01-01', '2024-02-30')}",
      `21: date(from, to): to must be a date such as '2024-05-31' or '2024-05-31T12:00:00Z', not "2024-02-30"`,
    ],
    ["${1 / 0}", "4: division by zero"],
    ["${9007199254740991 + 1}", "19: the result of the arithmetic is beyond 2^53"],
    [
      "${12345678901234567890 + 1}",
      "23: 12345678901234567890 has more digits than arithmetic keeps",
    ],
    ["${1e200}", "2: the number 1e200 is too large; DynamoDB's numbers end below 1E+126"],
    ["${true * 2}", "7: arithmetic needs numbers, not true"],
  ])("%s", (text, wanted) => {
    expect(problem(text)).toBe(wanted);
  });

  it("is found wherever it stands in a tree, and every one is told", () => {
    const found = problems({ a: "${x}", list: ["ok", "${hexx(1)}"], inner: { b: "${" } });
    expect(found.map(({ path }) => path.join("."))).toEqual(["a", "list.1", "inner.b"]);
  });

  it("may come out only when it is evaluated, and says what is wrong", () => {
    const template = value("${10 / i}");
    expect(template.evaluate(scope(5))).toBe(2);
    expect(() => template.toWire(scope(0))).toThrow("division by zero");
  });
});

describe("a hostile template", () => {
  it.each([
    ["parentheses", `\${${"(".repeat(100_000)}`, /nested too deep/],
    ["balanced parentheses", `\${${"(".repeat(5_000)}1${")".repeat(5_000)}}`, /nested too deep/],
    ["minus signs", `\${${"-".repeat(100_000)}1}`, /nested too deep/],
    ["calls", `\${${"hex(".repeat(100_000)}`, /nested too deep/],
    ["a long sum", `\${${"1+".repeat(100_000)}1}`, /too long/],
    ["long member chains", `\${i${".a".repeat(100_000)}}`, /too long/],
    ["an endless string", `\${'${"x".repeat(5_000_000)}`, /not closed/],
    ["an endless number", `\${${"9".repeat(1_000_000)}}`, /too large|significant digits/],
  ])("of %s is refused", (_, text, message) => {
    expect(problem(text)).toMatch(message);
  });

  it("of a very long text is taken", () => {
    const long = 'x"$ '.repeat(1_000_000);
    expect(evaluate(`${long}\${i}`, 7) === `${long}7`).toBe(true);
  });

  it("never fails but with a problem", () => {
    const token = fc.constantFrom(
      "${",
      "}",
      "$",
      "(",
      ")",
      "i",
      "hex",
      ",",
      "'",
      '"',
      "+",
      "-",
      ".",
      "[",
      "]",
      "1",
      "1e",
      " ",
      "\\",
      "\u0000",
      "é",
      "🙂",
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 20 }), tokens => {
        expect(problems(tokens.join("")).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });
});
