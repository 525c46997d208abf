import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSumTerms } from "../../src/scenario/checks/sum-terms.ts";
import { load, mistakes } from "./fixture.ts";

function scenario(checks: string, more = ""): string {
  return `tables: [tables/sessions.yaml]
entities:
  session: { table: UserSessions, count: 100, item: { UserId: "user-\${i}", SessionId: "s", A: "\${int(1, 5)}", Hits: 0, At: "\${isoNow()}", In: { Deep: ["\${epochSeconds('1h')}"] } } }
  few: { table: UserSessions, count: 3, item: { UserId: "f-\${i}", SessionId: "\${isoNow()}" } }
  many: { table: UserSessions, count: 101, item: { UserId: "m-\${i}", SessionId: "s" } }
  none: { table: UserSessions, item: { UserId: "n-\${i}", SessionId: "s" } }
operations:
  add: { put: { entity: session, pick: new } }
  addFew: { put: { entity: few, pick: new } }
  more: { flow: [{ transactWrite: [{ update: { entity: many, do: "SET Hits = Hits + 1 REMOVE B.C" } }] }] }
${more}
checks: [${checks}]`;
}

async function check(yaml: string) {
  return (await load(scenario(yaml))).checks[0];
}

async function problems(yaml: string): Promise<readonly string[]> {
  return (await mistakes(scenario(yaml))).map(each => each.replace(/^\S+ /, ""));
}

describe("a check", () => {
  it("compares what follows from the number alone, and is updated by nothing", async () => {
    expect(await check("{ acknowledged: session }")).toMatchObject({
      kind: "acknowledged",
      name: "acknowledged session",
      attributes: ["UserId", "SessionId", "A"],
    });
  });

  it.each([
    [
      "{ every: { table: UserSessions, where: 'Hits >= 0' } }",
      { kind: "every", name: "every UserSessions: Hits >= 0" },
    ],
    [
      "{ count: { table: UserSessions, equals: 5000 } }",
      { atLeast: 5000, atMost: 5000, name: "count of UserSessions = 5,000" },
    ],
    [
      "{ count: { table: UserSessions, atLeast: 5 } }",
      { atLeast: 5, atMost: Number.POSITIVE_INFINITY, name: "count of UserSessions >= 5" },
    ],
    [
      "{ count: { table: UserSessions, atMost: 5, where: 'A = 1' } }",
      { atLeast: 0, atMost: 5, name: "count of UserSessions (A = 1) <= 5" },
    ],
    [
      "{ count: { table: UserSessions, atLeast: 1, atMost: 5 } }",
      { name: "count of UserSessions from 1 to 5" },
    ],
    [
      "{ indexMatches: { table: UserSessions, index: ByAddress } }",
      { kind: "indexMatches", name: "ByAddress matches UserSessions" },
    ],
    [
      "{ sum: { table: UserSessions, attribute: 'A + Hits - B', equals: 1000000, where: 'A = ${2 * 3}' } }",
      {
        kind: "sum",
        name: "sum of A + Hits - B in UserSessions (A = ${2 * 3}) = 1,000,000",
        table: "UserSessions",
        terms: [
          { sign: 1, attribute: "A" },
          { sign: 1, attribute: "Hits" },
          { sign: -1, attribute: "B" },
        ],
        equals: "1000000",
      },
    ],
    [
      "{ sum: { entity: few, attribute: A, equals: 5, during: 500ms } }",
      {
        table: "UserSessions",
        entity: { name: "few" },
        duringMs: 500,
        name: "sum of A of few = 5, every 500 ms",
      },
    ],
  ])("%s", async (yaml, wanted) => expect(await check(yaml)).toMatchObject(wanted));

  it.each([
    ["12345678901234567890123", "12345678901234567890123"],
    ["0.1000000000000000000001", "0.1000000000000000000001"],
    ["-12.50", "-12.50"],
    ["'12345678901234567.25'", "12345678901234567.25"],
    ["${1000 * 550}", "550000"],
    ["0x10", "16"],
  ])("keeps the digits of %s", async (written, digits) => {
    const yaml = `{ sum: { table: UserSessions, attribute: A, equals: "X" } }`;
    const text = written.startsWith("$") ? `"${written}"` : written;
    expect(await check(yaml.replace('"X"', text))).toMatchObject({ equals: digits });
  });

  it.each([
    ["{ acknowledged: sesion }", 'unknown entity "sesion"; did you mean "session"?'],
    ["{ acknowledged: none }", "no operation makes new none items, so there is nothing to check"],
    ["{ acknowledged: few }", "few items cannot be found again: their SessionId follows the clock"],
    ["{ akcnowledged: session }", 'unknown check "akcnowledged"; did you mean "acknowledged"?'],
    ["{ every: { table: UserSessions } }", "missing: where"],
    [
      "{ every: { table: UserSessions, where: 'A = ${i}' } }",
      "a check's template is constant: there is no item or draw to fill it",
    ],
    [
      "{ every: { table: Users, where: 'A = 1' } }",
      'unknown table "Users"; did you mean "UserSessions"?',
    ],
    ["{ indexMatches: { table: UserSessions, index: X } }", 'unknown index "X"'],
    ["{ count: { table: UserSessions } }", "a count is held against nothing"],
    [
      "{ count: { table: UserSessions, equals: 5, atLeast: 1 } }",
      "a count that equals one number needs no other bound",
    ],
    [
      "{ count: { table: UserSessions, atLeast: 5, atMost: 1 } }",
      "no count is at least 5 and at most 1",
    ],
    ["{ sum: { attribute: A, equals: 1 } }", "a sum of nothing"],
    [
      "{ sum: { table: UserSessions, attribute: 'A +', equals: 1 } }",
      "expected a name, found the end",
    ],
    ["{ sum: { table: UserSessions, attribute: A.B, equals: 1 } }", "a member of an attribute"],
    [
      "{ sum: { table: UserSessions, attribute: A, equals: '${i}' } }",
      "expected a number, or a constant template that gives one",
    ],
    [
      "{ sum: { table: UserSessions, attribute: A, equals: 1, during: 1s } }",
      "during needs an entity: a whole table is not of one moment",
    ],
    [
      "{ sum: { entity: few, table: UserSessions, attribute: A, equals: 1 } }",
      "a sum over an entity's items has no table",
    ],
    [
      "{ sum: { entity: many, attribute: A, equals: 1 } }",
      "many has 101 items; at most 100 are read as of one moment",
    ],
    [
      "{ sum: { entity: none, attribute: A, equals: 1 } }",
      "none has no items to add up: its count is 0",
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("the terms of a sum", () => {
  it("are what was written", () => {
    const name = fc
      .stringMatching(/^[A-Z][a-z]{0,5}$/)
      .filter(each => !/^(?:And|Or|Not|In|Between|True|False|Null)$/.test(each));
    const term = fc.record({ sign: fc.constantFrom<1 | -1>(1, -1), attribute: name });
    fc.assert(
      fc.property(fc.array(term, { minLength: 1 }), terms => {
        const text = terms
          .map(({ sign, attribute }) => `${sign < 0 ? "-" : "+"} ${attribute}`)
          .join(" ");
        expect(parseSumTerms(text.replace(/^\+/, ""))).toEqual(terms);
      }),
    );
  });
});
