import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";
import { type LyingProxy, startLyingProxy } from "../support/lying-proxy.ts";
import { tableWith } from "../support/tables.ts";

/** 400 items of 1 KB in four partitions. */
const count = 400;
const text = "x".repeat(1000);
let table = "";
/** The engine counts no bytes: what a proxy tells of sizes and billing is synthetic. */
let sized: LyingProxy;
let folder = "";

beforeAll(async () => {
  table = await tableWith(
    Array.from({ length: count }, (_, n) => ({
      Pk: { S: `p${n % 4}` },
      Sk: { N: String(n) },
      Group: { S: `g${n % 100}` },
      Rank: { N: "1" },
      Color: { S: n % 50 === 0 ? "red" : "blue" },
      Text: { S: text },
    })),
  );
  sized = await startLyingProxy((await engine()).endpoint, async (operation, input, forward) => {
    if (operation !== "DescribeTable") return undefined;
    const { status, body } = await forward(operation, input);
    const { Table } = body as { Table: Record<string, unknown> };
    const [index] = Table.GlobalSecondaryIndexes as object[];
    const billing =
      provisioned === undefined
        ? {}
        : {
            BillingModeSummary: { BillingMode: "PROVISIONED" },
            ProvisionedThroughput: { ReadCapacityUnits: provisioned, WriteCapacityUnits: 1 },
          };
    return {
      status,
      body: {
        Table: {
          ...Table,
          ...billing,
          ItemCount: count,
          TableSizeBytes: count * 1024,
          GlobalSecondaryIndexes: [{ ...index, ItemCount: count / 2, IndexSizeBytes: 4096 * 10 }],
        },
      },
    };
  });
  folder = await mkdtemp(join(tmpdir(), "dyn-sight-"));
  const endpoint = `endpoint: "${sized.url.origin}"`;
  await writeFile(
    join(folder, "dyn.yaml"),
    `targets:
  sized: { ${endpoint} }
  priced: { ${endpoint}, prices: { read: 100 } }
  guarded: { ${endpoint}, protect: true }
`,
  );
});

afterAll(async () => {
  await sized.close();
  await rm(folder, { recursive: true });
});

let provisioned: number | undefined;
const on = (target: string, ...words: string[]) =>
  dynAnywhere([...words, "-t", target], { cwd: folder });
const explained = async (target: string, ...words: string[]) =>
  JSON.parse((await on(target, ...words, "--explain", "-o", "json")).out);

describe("an estimate", () => {
  it("goes by the size: 4 KB a unit, half of it for eventually consistent reads", async () => {
    const scan = await explained("sized", "scan", table);
    expect(scan.estimate).toEqual({
      readUnits: 12.5,
      atMost: false,
      dollars: null,
      items: 400,
      sizeBytes: 400 * 1024,
      provisionedReadUnits: null,
    });
    const of = async (...words: string[]) => (await explained("sized", ...words)).estimate;
    expect(await of("scan", table, "--all")).toMatchObject({ readUnits: 50, atMost: false });
    expect(await of("scan", table, "--all", "--consistent")).toMatchObject({ readUnits: 100 });
    expect(await of("scan", table, "--all", "--index", "ByGroup")).toMatchObject({
      readUnits: 5,
      items: 200,
    });
    expect(await of("scan", table, "--limit", "8", "--total")).toMatchObject({ readUnits: 51 });
    expect(await of("query", table, "Pk = 'p1'", "--all")).toMatchObject({
      readUnits: 50,
      atMost: true,
    });
    expect(await of("query", table, "Pk = 'p1' and Sk = 1")).toMatchObject({
      readUnits: 0.5,
      atMost: false,
    });
    const filtered = ["scan", table, "--limit", "5", "--filter", "Color = 'red'"];
    expect(await of(...filtered)).toMatchObject({ readUnits: 50, atMost: true });
  });

  it("is in money only where that is spent, and says whose price it is", async () => {
    expect((await explained("priced", "scan", table, "--all")).estimate.dollars).toBe(0.005);
    const ran = await on("priced", "scan", table, "--all", "--explain", "-o", "table");
    expect(ran.out).toContain(
      "about 50 read units, about $0.0050 at the prices of dyn.yaml, on demand",
    );
    expect(ran.out).toContain("as counted up to six hours ago");
    const free = await on("sized", "scan", table, "--all", "--explain", "-o", "table");
    expect(free.out).not.toContain("$");
  });

  it("is of capacity that is paid for anyway, where that is provisioned", async () => {
    provisioned = 10;
    try {
      const { estimate } = await explained("priced", "scan", table, "--all");
      expect(estimate).toMatchObject({ readUnits: 50, dollars: null, provisionedReadUnits: 10 });
      const ran = await on("priced", "scan", table, "--all", "--explain", "-o", "table");
      expect(ran.out).toContain("10 a second, so 5 s of it");
      const bound = await on("priced", "scan", table, "--all", "--max-cost", "1");
      expect(bound).toMatchObject({ code: 2, out: "" });
      expect(bound.err).toContain("provisioned capacity");
    } finally {
      provisioned = undefined;
    }
  });

  it("is unknown where the target tells no size", async () => {
    const ran = await dyn(["scan", table, "--explain", "-o", "table"]);
    expect(ran.out).toContain("unknown: the target tells no size");
  });
});

describe("a bound", () => {
  it.each([
    [["--max-rcu", "49"], "sized", "about 50 read units, above --max-rcu 49"],
    [["--max-cost", "$0.004"], "priced", "about 50 read units, above --max-cost 0.004"],
  ])(
    "%j stops a scan that is sure to be above it before its first request",
    async (words, target, said) => {
      const ran = await on(target, "scan", table, "--all", ...words);
      expect(ran).toMatchObject({ code: 1, out: "" });
      expect(ran.err).toContain(`nothing was read: it takes ${said}`);
    },
  );

  it("lets through what is below it, and what costs nothing", async () => {
    for (const [target, ...words] of [
      ["sized", "--max-rcu", "60"],
      ["priced", "--max-cost", "0.006"],
      ["sized", "--max-cost", "0.000001"],
    ]) {
      const ran = await on(target ?? "", "scan", table, "--all", ...words);
      expect(ran).toMatchObject({ code: 0, err: "" });
    }
  });

  it("stops in the middle what nobody could know before, and the token goes on", async () => {
    const words = ["query", table, "Pk = 'p1'", "--all", "-o", "json"];
    const first = await on("sized", ...words, "--max-rcu", "4");
    expect(first.code).toBe(5);
    expect(first.err).toContain("by --max-rcu 4");
    const document = JSON.parse(first.out);
    expect(document.consumedCapacity).toBeGreaterThanOrEqual(4);
    expect(document.consumedCapacity).toBeLessThanOrEqual(5.5);
    expect(document.count).toBeLessThan(50);
    const rest = JSON.parse((await on("sized", ...words, "--token", document.nextToken)).out);
    expect([...document.items, ...rest.items]).toEqual(
      JSON.parse((await on("sized", ...words)).out).items,
    );
  });

  it("goes for lines with the token on stderr, for counts and for segments", async () => {
    const lines = await on("sized", "query", table, "Pk = 'p1'", "--all", "--max-rcu", "4");
    expect(lines.code).toBe(5);
    expect(lines.out.trimEnd().split("\n").length).toBeLessThan(50);
    expect(lines.err).toMatch(/^more: --token \S+ {2}\(after \d+ items; stopped by --max-rcu 4\)/);
    const counted = await on("sized", "query", table, "Pk = 'p1'", "--count", "--max-rcu", "4");
    expect(counted.code).toBe(5);
    expect(JSON.parse(counted.out)).toMatchObject({ complete: false });
    const parts = ["scan", table, "--all", "--segments", "4", "--filter", "Color = 'red'"];
    const ran = await dyn([...parts, "--page-size", "10", "--max-rcu", "4"]);
    expect(ran.code).toBe(5);
    expect(ran.err).toContain("segments have no one place to go on from");
  });

  it("is no stop where all was read", async () => {
    const ran = await on(
      "sized",
      "query",
      table,
      "Pk = 'p1' and Sk < 20",
      "--max-rcu",
      "2",
      "--all",
    );
    expect(ran).toMatchObject({ code: 0 });
    const limited = await on(
      "sized",
      "query",
      table,
      "Pk = 'p1'",
      "--limit",
      "1",
      "--max-rcu",
      "0.5",
    );
    expect(limited).toMatchObject({ code: 0 });
  });

  it.each(["0", "-1", "many"])("is a number above zero, not %s", async word => {
    expect(await dyn(["scan", table, "--max-rcu", word])).toMatchObject({ code: 2, out: "" });
  });
});

describe("a protected target", () => {
  const unkeyed = [
    ["scan", "--limit", "3"],
    ["query", "Pk = 'p1'", "--filter", "Color = 'red'"],
    ["query", "Group = 'g1'", "--index", "ByGroup", "--filter", "Color = 'red'", "--count"],
  ].map(([verb = "", ...rest]) => ({ words: [verb, ...rest], verb, rest }));

  it.each(unkeyed)("is not read without a key off a terminal: $words", async ({ verb, rest }) => {
    const refused = await on("guarded", verb, table, ...rest);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(/takes (?:about|at most) [\d.]+ read units/);
    expect(refused.err).toContain("add --yes if you mean it");
    expect(await on("guarded", verb, table, ...rest, "--yes")).toMatchObject({ code: 0 });
  });

  it("asks on a terminal, with the estimate", async () => {
    for (const [answer, code] of [
      ["y", 0],
      ["n", 1],
    ] as const) {
      const context = fakeContext({ cwd: folder, stdinTTY: true, stderrTTY: true });
      context.type(`${answer}\n`);
      expect(await main(["scan", table, "--count", "-t", "guarded"], context)).toBe(code);
      expect(context.written.err).toContain(`scan ${table} takes about 50 read units`);
      expect(context.written.err).toContain(`scan ${table} on guarded? [y/N] `);
      if (code === 1) expect(context.written.err).toContain("nothing was read");
    }
  });

  it("is read by a key, and explained, without a question", async () => {
    for (const words of [
      ["query", table, "Pk = 'p1'", "--all"],
      ["query", table, "Pk = 'p1' and Sk > 5", "--filter", "Color = 'red'"],
      ["scan", table, "--explain"],
    ]) {
      expect(await on("guarded", ...words)).toMatchObject({ code: 0, err: "" });
    }
  });
});

describe("--stats", () => {
  it("tells what a reading took, by table and index", async () => {
    const words = ["query", table, "Group = 'g1'", "--index", "ByGroup", "--stats"];
    const { out, err } = await dyn([...words, "-o", "json", "--page-size", "3"]);
    expect(JSON.parse(out).stats).toEqual({
      pages: 2,
      evaluated: 4,
      returned: 4,
      discarded: 0,
      consumedCapacity: { total: expect.any(Number), by: { ByGroup: expect.any(Number) } },
      requests: 2,
      retries: 0,
      throttles: {},
      elapsedMs: expect.any(Number),
      hint: null,
    });
    expect(err).toMatch(
      /^2 pages · 4 evaluated · 4 returned · [\d.]+ read units? \(ByGroup [\d.]+\) · /,
    );
    expect((await dyn([...words, "--quiet"])).err).toBe("");
  });

  it("says what a filter threw away, and which key would have found the rest", async () => {
    const hint = async (verb: string, ...words: string[]) => {
      const ran = await dyn([verb, table, ...words, "--all", "--stats", "-o", "json"]);
      expect(ran.err).toContain("the filter threw away");
      return JSON.parse(ran.out).stats;
    };
    expect(await hint("scan", "--filter", "Color = 'red'")).toMatchObject({
      discarded: 0.98,
      hint: expect.stringContaining("an index with the partition key Color would help"),
    });
    expect(await hint("scan", "--filter", "Group = 'g1' and Color = 'red'")).toMatchObject({
      hint: `that is a key: dyn query ${table} "Group = 'g1'" --index ByGroup`,
    });
    expect(await hint("scan", "--filter", "Pk = 'p1' and Color = 'red'")).toMatchObject({
      hint: `that is a key: dyn query ${table} "Pk = 'p1'"`,
    });
    expect(await hint("scan", "--filter", "Group = '$(x) \"'")).toMatchObject({
      hint: `that is a key: dyn query ${table} "Group = '\\$(x) \\"'" --index ByGroup`,
    });
    expect(await hint("query", "Pk = 'p0'", "--filter", "begins_with(Color, 'r')")).toMatchObject({
      discarded: 0.96,
      hint: expect.stringContaining("the partition key Pk and the sort key Color would help"),
    });
  });

  it("counts retries and throttles (synthetic)", async () => {
    let throttled = 0;
    const proxy = await startFaultProxy((await engine()).endpoint, (_, operation) => {
      if (operation !== "Scan" || throttled === 2) return undefined;
      throttled += 1;
      return throttle(
        "TableReadKeyRangeThroughputExceeded",
        "arn:aws:dynamodb:us-east-1:1:table/T",
      );
    });
    try {
      const words = ["scan", table, "--count", "--stats", "-o", "json"];
      const { out, err } = await dynAnywhere([...words, "-t", proxy.url.href]);
      expect(JSON.parse(out).stats).toMatchObject({
        retries: 2,
        throttles: { TableReadKeyRangeThroughputExceeded: 2 },
      });
      expect(err).toContain("2 retries · throttled 2 times by TableReadKeyRangeThroughputExceeded");
    } finally {
      await proxy.close();
    }
  });
});

describe("--total", () => {
  it("counts what a page is of, and says what that took", async () => {
    const ran = await dyn(["query", table, "Pk = 'p1'", "--limit", "2", "--total", "-o", "table"]);
    expect(ran.err).toMatch(
      /^2 items of 100 in all · [\d.]+ read units?, and [\d.]+ read units to count all · /,
    );
    const { out } = await dyn(["scan", table, "--limit", "2", "--total", "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({
      count: 2,
      total: 400,
      totalCapacity: expect.any(Number),
    });
    const lines = await dyn([
      "scan",
      table,
      "--limit",
      "2",
      "--filter",
      "Color = 'red'",
      "--total",
    ]);
    expect(lines.err).toMatch(/^of 8 in all · [\d.]+ read units to count\n/);
  });

  it("counts nothing again where the page is all there is", async () => {
    const words = ["query", table, "Pk = 'p1' and Sk < 20", "--total", "--stats", "-o", "json"];
    const { out } = await dyn(words);
    expect(JSON.parse(out)).toMatchObject({
      count: 5,
      total: 5,
      totalCapacity: 0,
      stats: { pages: 1 },
    });
  });

  it("goes on from a token and counts from the start", async () => {
    const words = ["query", table, "Pk = 'p1'", "--limit", "99", "--total", "-o", "json"];
    const first = JSON.parse((await dyn(words)).out);
    const rest = JSON.parse((await dyn([...words, "--token", first.nextToken])).out);
    expect(rest).toMatchObject({ count: 1, nextToken: null, total: 100 });
  });

  it("stays within a bound", async () => {
    const ran = await dyn([
      "scan",
      table,
      "--limit",
      "2",
      "--total",
      "--max-rcu",
      "0.5",
      "-o",
      "json",
    ]);
    expect(JSON.parse(ran.out)).toMatchObject({ count: 2, total: null });
  });
});

describe("segments", () => {
  it("give as many items as --limit says, each once", async () => {
    for (const extra of [[], ["--filter", "Color = 'blue'"]]) {
      const words = ["scan", table, "--segments", "4", "--limit", "50", ...extra];
      const { out, code } = await dyn(words);
      const lines = out.trimEnd().split("\n");
      expect({ code, lines: lines.length, each: new Set(lines).size }).toEqual({
        code: 0,
        lines: 50,
        each: 50,
      });
    }
    const all = await dyn(["scan", table, "--segments", "3", "--limit", "5000"]);
    expect(all.out.trimEnd().split("\n")).toHaveLength(400);
  });
});
