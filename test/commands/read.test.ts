import fc from "fast-check";
import { beforeAll, describe, expect, it, test } from "vitest";
import { dyn, type Ran } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

/** 30 items: partition `a`, sort keys 0 … 29; group `g` with ranks in tens, so that ranks repeat. */
const count = 30;
let table = "";

beforeAll(async () => {
  table = await tableWith(
    Array.from({ length: count }, (_, n) => ({
      Pk: { S: "a" },
      Sk: { N: String(n) },
      Group: { S: "g" },
      Rank: { N: String(Math.floor(n / 10)) },
      Odd: { BOOL: n % 2 === 1 },
      Text: { S: `item ${n}` },
    })),
  );
});

function items(ran: Ran): Record<string, unknown>[] {
  expect(ran).toMatchObject({ code: 0 });
  return ran.out
    .split("\n")
    .filter(line => line !== "")
    .map(line => JSON.parse(line));
}

const sortKeys = (ran: Ran) => items(ran).map(item => item.Sk);

describe("what a query gives", () => {
  it("takes an expression or bare values, typed by the key", async () => {
    const wanted = [10, 11, 12];
    for (const words of [
      ["Pk = 'a' and Sk between 10 and 12"],
      ["--pk", "a", "--sk-between", "10", "12"],
    ]) {
      expect(sortKeys(await dyn(["query", table, ...words]))).toEqual(wanted);
    }
    expect(sortKeys(await dyn(["query", table, "--pk", "a", "--sk", "7"]))).toEqual([7]);
    expect(
      sortKeys(await dyn(["query", table, "--index", "ByGroup", "--pk", "g", "--sk", "2"])),
    ).toHaveLength(10);
  });

  it("takes --sk-between in any place, and numbers below zero", async () => {
    const between = ["--sk-between", "-5", "2"];
    for (const words of [
      ["query", ...between, table, "--pk", "a"],
      ["query", "--pk", "a", ...between, table],
      ["query", table, "--pk", "a", ...between, "--limit", "9"],
      ["query", table, "--sk-between=-5", "2", "--pk", "a"],
    ]) {
      expect(sortKeys(await dyn(words))).toEqual([0, 1, 2]);
    }
  });

  it("goes backwards with --desc", async () => {
    const ran = await dyn(["query", table, "Pk = 'a'", "--desc", "--limit", "3"]);
    expect(sortKeys(ran)).toEqual([29, 28, 27]);
  });

  it("has as many items as --limit says, however many a filter leaves out of each page", async () => {
    const filtered = ["query", table, "Pk = 'a'", "--filter", "Odd = true", "--page-size", "1"];
    expect(sortKeys(await dyn([...filtered, "--limit", "4"]))).toEqual([1, 3, 5, 7]);
  });

  it("selects attributes only", async () => {
    const ran = await dyn(["query", table, "Pk = 'a' and Sk = 3", "--select", "Text, Odd"]);
    expect(items(ran)).toEqual([{ Odd: true, Text: "item 3" }]);
  });

  it("strips the keys that it needed for its token from what was selected", async () => {
    const words = ["query", table, "Pk = 'a'", "--filter", "Odd = true", "--select", "Text"];
    const ran = await dyn([...words, "--limit", "2"]);
    expect(items(ran)).toEqual([{ Text: "item 1" }, { Text: "item 3" }]);
    expect(ran.err).toMatch(/^more: --token \S+ /);
  });

  it("counts all that matches, and prints no item", async () => {
    const words = ["query", table, "Pk = 'a'", "--filter", "Odd = true", "--count"];
    const ran = await dyn([...words, "--page-size", "4"]);
    expect(JSON.parse(ran.out)).toMatchObject({ count: 15, scannedCount: 30 });
    expect((await dyn([...words, "-o", "table"])).out).toBe("15\n");
  });

  it("shows a table with what it cost and where the next page begins", async () => {
    const ran = await dyn(["query", table, "Pk = 'a'", "--limit", "2", "-o", "table"]);
    expect(ran.out.split("\n")[0]).toMatch(/^Pk {2}Sk {2}/);
    expect(ran.err).toMatch(/^2 items · [\d.]+ read units? · next page: --token \S+\n$/);
  });

  it("stops at 25 items for a table and at 100 otherwise, and never silently", async () => {
    const ran = await dyn(["query", table, "Pk = 'a'", "-o", "table"]);
    expect(ran.out.trimEnd().split("\n")).toHaveLength(1 + 25);
    expect(ran.err).toContain("next page: --token");
  });
});

describe("page tokens", () => {
  const readings = [
    ["query", "Pk = 'a'"],
    ["query", "Pk = 'a'", "--desc"],
    ["query", "Group = 'g'", "--index", "ByGroup"],
    ["query", "Group = 'g'", "--index", "ByGroup", "--desc"],
    ["scan"],
    ["scan", "--index", "ByGroup"],
  ];

  /** Follows the tokens to the end. */
  async function follow(words: string[], limits: readonly number[]): Promise<unknown[]> {
    const found: unknown[] = [];
    let token: string[] = [];
    for (let page = 0; page <= count + 1; page++) {
      const limit = String(limits[page % limits.length]);
      const ran = await dyn([...words, "--limit", limit, ...token, "-o", "json"]);
      expect(ran).toMatchObject({ code: 0 });
      const document = JSON.parse(ran.out);
      expect(document.items.length).toBeLessThanOrEqual(Number(limit));
      found.push(...document.items.map((item: { Sk: number }) => item.Sk));
      if (document.nextToken === null) return found;
      token = ["--token", document.nextToken];
    }
    throw new Error("no end");
  }

  test("give every item exactly once and in order, for any limits and page sizes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...readings),
        fc.array(fc.integer({ min: 3, max: 12 }), { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 2, max: 9 })),
        fc.boolean(),
        async ([verb = "", ...rest], limits, pageSize, isFiltered) => {
          const words = [verb, table, ...rest];
          if (isFiltered) words.push("--filter", "Odd = true");
          if (pageSize !== null) words.push("--page-size", String(pageSize));
          const whole = sortKeys(await dyn([...words, "--all", "-o", "jsonl"]));
          expect(new Set(whole).size).toBe(isFiltered ? count / 2 : count);
          expect(await follow(words, limits)).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("are refused when broken, and by another query", async () => {
    const first = await dyn(["query", table, "Pk = 'a'", "--limit", "1", "-o", "json"]);
    const token: string = JSON.parse(first.out).nextToken;
    const again = (...words: string[]) => dyn(["query", table, ...words]);
    expect((await again("Pk='a'", "--token", token)).code).toBe(0);
    for (const words of [
      ["Pk = 'b'", "--token", token],
      ["Pk = 'a'", "--desc", "--token", token],
      ["Pk = 'a'", "--filter", "Odd = true", "--token", token],
      ["Group = 'a'", "--index", "ByGroup", "--token", token],
    ]) {
      const ran = await again(...words);
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toContain("belongs to another query");
    }
    const broken = await again("Pk = 'a'", "--token", token.slice(0, -3));
    expect(broken).toMatchObject({ code: 2, out: "" });
    expect(broken.err).toContain("broken");
  });
});

describe("scan", () => {
  it("reads segments at the same time, each item once", async () => {
    const ran = await dyn(["scan", table, "--all", "--segments", "4"]);
    expect(sortKeys(ran).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it.each([
    [["--segments", "2"], "--segments needs --all, --limit or --count"],
    [["--count", "--total"], "--count and --total"],
    [["--count", "--group-by-entity"], "--count and --group-by-entity"],
    [["--select", "Sk", "--group-by-entity"], "each group has columns of its own"],
    [["--entity-attribute", "Type"], "goes with --group-by-entity"],
    [["--group-by-entity", "-o", "jsonl"], "has no place for groups"],
    [["--group-by-entity", "-o", "csv"], "has no place for groups"],
    [["--segments", "2", "--all", "--token", "x"], "--segments and --token"],
    [["--segments", "2", "--all", "--group-by-entity"], "--segments and --group-by-entity"],
    [["--all", "--limit", "5"], "--all and --limit"],
    [["--count", "--limit", "5"], "--count and --limit"],
    [["--limit", "0"], "whole number of at least 1"],
    [["--consistent", "--index", "ByGroup"], "no consistent reads"],
    [["--index", "ByGruop"], 'did you mean "ByGroup"?'],
    [["--filter", "Odd = "], "expected"],
  ])("refuses %j", async (words, message) => {
    const ran = await dyn(["scan", table, ...words]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
  });
});

describe("a query that cannot be", () => {
  it.each([
    [["Odd = true"], '"Odd" is not a key attribute'],
    [["Sk = 5"], 'partition key "Pk"'],
    [["Pk = 5"], "Pk is a string, not a number"],
    [["Pk = 'a' and Sk between '1' and '2'"], "Sk is a number, not a string"],
    [["Pk = 'a' and begins_with(Sk, '1')"], "Sk is a number, not a string"],
    [["Group = 'g' and Rank = '1'", "--index", "ByGroup"], "Rank is a number, not a string"],
    [["Group = 'g'"], "--index ByGroup"],
    [["Pk = 'a'", "--index", "ByGroup"], "leave out --index"],
    [["Pk = 'a' and Sk in (1, 2)"], "a sort key takes ="],
    [["Pk = 'a' and Sk between 12 and 10"], "between 10 and 12"],
    [["Pk = 'a'", "--filter", "Sk > 5"], "--filter cannot name Sk"],
    [["Pk = 'a'", "--filter", "Sk in (1, 2)"], "in the expression, with =, <"],
    [["Pk = 'a'", "--pk", "a"], "exclude each other"],
    [[], "needs a partition key"],
    [["--pk", "a", "--sk", "x"], 'Sk is a number, and "x" is not a number'],
    [["--pk", "a", "--sk-begins", "1"], "--sk-begins needs text"],
    [["--pk", "a", "--sk-between", "1"], "takes two values"],
    [["--sk-between", "1", "--pk", "a"], "takes two values, not 1"],
    [["--pk", "a", "--sk-between", "1", "2", "--sk-between", "3", "4"], "takes two values, not 4"],
    [["--pk", "a", "--sk-between", "12", "10"], '"12" is above "10"'],
    [["--pk", "a", "--sk-between", "1", "2", "3"], "--pk exclude each other"],
    [["--pk", "a", "--pk", "b"], "no key attribute to stand for"],
  ])("%j is refused before it is sent", async (words, message) => {
    const ran = await dyn(["query", table, ...words]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
  });

  it("knows the table that was meant", async () => {
    const ran = await dyn(["query", `${table}x`, "Pk = 'a'"]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err).toMatch(/no such table/);
    expect(ran.err).toContain("did you mean Items-");
  });
});

describe("--explain", () => {
  it("prints the request and reads nothing", async () => {
    const words = ["query", table, "Pk = 'a'", "--filter", "Odd = true", "--limit", "5"];
    const ran = await dyn([...words, "--desc", "--explain"]);
    expect(JSON.parse(ran.out)).toEqual({
      operation: "Query",
      table,
      index: null,
      keyCondition: "Pk = 'a'",
      filter: "Odd = true",
      consistency: "eventual",
      unkeyed: true,
      estimate: {
        readUnits: null,
        atMost: true,
        dollars: null,
        items: count,
        sizeBytes: 0,
        provisionedReadUnits: null,
      },
      input: {
        TableName: table,
        KeyConditionExpression: "#n0 = :v0",
        FilterExpression: "#n1 = :v1",
        ExpressionAttributeNames: { "#n0": "Pk", "#n1": "Odd" },
        ExpressionAttributeValues: { ":v0": { S: "a" }, ":v1": { BOOL: true } },
        ScanIndexForward: false,
        Limit: 100,
        ReturnConsumedCapacity: "TOTAL",
      },
    });
  });

  it("lets no name steer the terminal", async () => {
    const wild = "A\u009b31m\u202e";
    for (const format of ["json", "yaml", "table"]) {
      const words = ["scan", table, "--filter", `"${wild}" = '${wild}'`, "--select", `"${wild}"`];
      const ran = await dyn([...words, "--explain", "-o", format], { stdoutTTY: true });
      expect(ran.code).toBe(0);
      expect(ran.out).not.toMatch(/[\u009b\u202e]/);
    }
  });

  it("tells people which key is used, what is only a filter, and how much is read", async () => {
    const of = async (...words: string[]) =>
      (await dyn([...words, "--explain", "-o", "table"])).out;
    const query = await of("query", table, "--pk", "a", "--filter", "Odd = true", "--consistent");
    expect(query).toContain(`Query of ${table}\n`);
    expect(query).toMatch(/reads +Pk = 'a'\n +filter +Odd = true; what it leaves out is read/);
    expect(query).toMatch(/consistency +strong: whole units/);
    const scan = await of("scan", table, "--index", "ByGroup");
    expect(scan).toContain(`Scan of index ByGroup of ${table}\n`);
    expect(scan).toMatch(
      /key +Group \(a string\), Rank \(a number\): not used, everything is read/,
    );
    expect(scan).toContain('"IndexName": "ByGroup"');
  });

  it("knows the table that was meant, of a scan, too", async () => {
    const ran = await dyn(["scan", `${table}x`, "--explain"]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err).toContain("did you mean");
  });
});
