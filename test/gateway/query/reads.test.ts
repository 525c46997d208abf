import { beforeAll, describe, expect, test } from "vitest";
import type { Item } from "../../../src/values/attribute.ts";
import { tableWith } from "../../support/tables.ts";
import { problem, service } from "./service.ts";

const order = (sk: number): Item => ({
  Pk: { S: "a" },
  Sk: { N: String(sk) },
  Group: { S: sk % 2 === 0 ? "even" : "odd" },
  Rank: { N: String(sk) },
  Day: { S: `2026-01-${String(sk).padStart(2, "0")}` },
  SystemId: { S: `s${sk % 3}` },
  Address: { M: { City: { S: sk < 6 ? "Ulm" : "Bonn" } } },
});

let table: string;
let app: Awaited<ReturnType<typeof service>>;

beforeAll(async () => {
  const many = Array.from({ length: 10 }, (_, at) => order(at + 1));
  table = await tableWith([...many, { Pk: { S: "b" }, Sk: { N: "1" }, Day: { S: "2026-01-01" } }]);
  app = await service();
});

const sorts = (page: { items: readonly Record<string, unknown>[] }) =>
  page.items.map(({ Sk }) => Sk);

describe("a page of items", () => {
  test("is of the partition, in the order of the sort key", async () => {
    const page = await app.items(table, { pk: "a", pageSize: 3 });
    expect(sorts(page)).toEqual([1, 2, 3]);
    expect(page).toMatchObject({ count: 3, scannedCount: 3, consumedCapacity: 0.5 });
    expect(page.nextToken).not.toBeNull();
  });

  test("goes on where the one before ended, also with another size", async () => {
    const { nextToken } = await app.items(table, { pk: "a", pageSize: 3 });
    const next = await app.items(table, { pk: "a", pageSize: 5, nextToken: nextToken ?? "" });
    expect(sorts(next)).toEqual([4, 5, 6, 7, 8]);
  });

  test.each([
    [{ sk: "4" }, [4]],
    [{ skFrom: "8" }, [8, 9, 10]],
    [{ skTo: "2" }, [1, 2]],
    [{ skFrom: "3", skTo: "5" }, [3, 4, 5]],
    [{ skGt: "8" }, [9, 10]],
    [{ skLt: "3" }, [1, 2]],
    [{ skTo: "3", order: "desc" }, [3, 2, 1]],
    [{ filter: "Day > '2026-01-08'" }, [9, 10]],
    [{ index: "ByGroup", pk: "even", skGt: "5" }, [6, 8, 10]],
  ])("holds those that %o asks for", async (parameters, wanted) => {
    expect(sorts(await app.items(table, { pk: "a", ...parameters }))).toEqual(wanted);
  });

  test("holds the attributes that are selected", async () => {
    const page = await app.items(table, { pk: "a", sk: "1", select: "Sk, Address.City" });
    expect(page.items).toEqual([{ Sk: 1, Address: { City: "Ulm" } }]);
  });

  test("of a scan is of all partitions", async () => {
    expect((await app.scan(table)).count).toBe(11);
    expect((await app.scan(table, { filter: "Pk = 'b'" })).count).toBe(1);
  });
});

describe("a query's body", () => {
  test.each<[object, number[]]>([
    [{ where: "Pk = 'a' and Sk between 2 and 4" }, [2, 3, 4]],
    [{ key: { Pk: "a" } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [{ key: { Pk: "a", Sk: 3 } }, [3]],
    [{ key: { Pk: "a", Sk: { between: [2, 3] } } }, [2, 3]],
    [{ key: { Sk: { ge: 9 }, Pk: { eq: "a" } } }, [9, 10]],
    [{ key: { Pk: "a" }, dateRange: { attribute: "Day", from: "2026-01-09" } }, [9, 10]],
    [
      { key: { Pk: "a" }, dateRange: { attribute: "Day", from: "2026-01-03", to: "2026-01-04" } },
      [3, 4],
    ],
    [{ key: { Pk: "a" }, dateRange: { attribute: "Sk", from: 3, to: 4 } }, [3, 4]],
    [{ where: "Pk = 'a'", dateRange: { attribute: "Sk", to: 2 } }, [1, 2]],
    [{ key: { Pk: "a" }, systemIds: { values: ["s0"] } }, [3, 6, 9]],
    [
      { key: { Pk: "a" }, systemIds: { attribute: "Group", values: ["odd"] }, order: "desc" },
      [9, 7, 5, 3, 1],
    ],
    [{ key: { Pk: "a" }, in: { SystemId: ["s1", "s2"], "Address.City": ["Bonn"] } }, [7, 8, 10]],
    [{ key: { Pk: "a" }, filter: "Address.City = 'Ulm' and SystemId = 's2'" }, [2, 5]],
    [
      {
        index: "ByGroup",
        key: { Group: "even" },
        filter: {
          all: [
            { attribute: "Day", ge: "2026-01-04" },
            { not: { attribute: "SystemId", eq: "s0" } },
          ],
        },
      },
      [4, 8, 10],
    ],
  ])("%j", async (body, wanted) => {
    expect(sorts(await app.query(table, body))).toEqual(wanted);
  });

  test("may be paged where a key is as long as can be, and all of it escaped in JSON", async () => {
    const [pk, group] = ["\u0001".repeat(2048), "\u0002".repeat(2048)];
    const long = (at: number): Item => ({
      Pk: { S: pk },
      Sk: { N: `${at}` },
      Group: { S: group },
      Rank: { N: `${at}` },
    });
    const name = await tableWith([long(1), long(2)]);
    const body = { index: "ByGroup", key: { Group: group }, pageSize: 1 };
    const { nextToken } = await app.query(name, body);
    expect(sorts(await app.query(name, { ...body, nextToken }))).toEqual([2]);
  });

  test("may be paged by tokens, whichever of its forms asks on", async () => {
    const { nextToken } = await app.query(table, { key: { Pk: "a" }, pageSize: 4 });
    const next = await app.query(table, { where: "Pk = 'a'", pageSize: 2, nextToken });
    expect(sorts(next)).toEqual([5, 6]);
  });

  test.each([
    [{}, "body.where", "is required, or key"],
    [{ where: "Pk = 'a'", key: { Pk: "a" } }, "body.key", "does not go with where"],
    [{ key: { Pk: "a" }, filtr: "x" }, "body.filtr", 'is not known; did you mean "filter"?'],
    [{ where: "Sk = 1" }, "body.where", 'no condition on the partition key "Pk", at column 7'],
    [{ where: "Pk = " }, "body.where", "expected a value, found the end, at column 6"],
    [{ key: { Pk: 1 } }, "body.key", "Pk is a string, not a number"],
    [{ key: { Pk: { like: "a" } } }, "body.key.Pk.like", "is not known"],
    [{ key: { Pk: "a", Sk: { ge: 1, le: 2 } } }, "body.key.Sk", "takes one operator"],
    [{ key: { Pk: "a" }, filter: "Sk = 1" }, "body.filter", "Sk is a key attribute"],
    [{ key: { Pk: "a" }, filter: { attribute: "Day" } }, "body.filter", "needs one operator"],
    [
      { key: { Pk: "a" }, filter: { all: [{ attribute: "Day", eq: 1 }], any: [] } },
      "body.filter",
      "stands alone",
    ],
    [
      { key: { Pk: "a" }, filter: { any: [{ atribute: "x" }] } },
      "body.filter.any.0.atribute",
      'did you mean "attribute"?',
    ],
    [
      { key: { Pk: "a", Sk: 1 }, dateRange: { attribute: "Sk", from: 1 } },
      "body.dateRange",
      "on which there is a condition already",
    ],
    [
      { key: { Pk: "a" }, dateRange: { attribute: "Sk", from: "1" } },
      "body.dateRange",
      "Sk is a number, not a string",
    ],
    [
      { key: { Pk: "a" }, dateRange: { attribute: "Day", from: "b", to: "a" } },
      "body.dateRange",
      "from is after to",
    ],
    [
      { key: { Pk: "a" }, systemIds: { values: [] } },
      "body.systemIds.values",
      "must have from 1 to 100 members, not 0",
    ],
    [
      { key: { Pk: "a" }, in: { A: Array(101).fill(1) } },
      "body.in.A",
      "must have from 1 to 100 members, not 101",
    ],
    [
      { key: { Pk: "a" }, pageSize: 1001 },
      "body.pageSize",
      "must be a whole number from 1 to 1000",
    ],
    [{ key: { Pk: "a" }, pageSize: 1.5 }, "body.pageSize", "must be a whole number"],
    [{ key: { Pk: "a" }, order: "down" }, "body.order", "must be asc or desc"],
    [{ key: { Pk: "a" }, select: ["A", "b-c"] }, "body.select.1", "expected"],
    [{ key: { Pk: "a" }, index: "ByGrop" }, "body.index", 'did you mean "ByGroup"?'],
    [
      { key: { Pk: "a" }, consistent: true, index: "ByGroup" },
      "body.consistent",
      "no consistent reads",
    ],
    [{ key: { Pk: "a" }, all: true }, "body.all", "needs lines of items"],
    [
      { key: { Pk: "a" }, filter: `A = '${"x".repeat(4096)}'` },
      "body.filter",
      "has more than 4096",
    ],
  ])("%j is refused", async (body, field, detail) => {
    const { status, code, options } = await problem(app.query(table, body));
    expect([status, code]).toEqual([400, "invalid-request"]);
    expect(options.fields?.[0]?.field).toBe(field);
    expect(options.fields?.[0]?.detail).toContain(detail);
  });

  test("tells of other keys in its own words, not the command line's", async () => {
    const { options } = await problem(app.query(table, { where: "Group = 'even'" }));
    expect(options.fix).toBe("read the index: index: ByGroup");
  });

  test("tells how a value of a key is written in JSON, where it came in JSON", async () => {
    const { options } = await problem(app.query(table, { key: { Pk: 1 } }));
    expect(options.fix).toBe('such as {"Pk": "text"}');
  });

  test("that is no JSON is refused with its place", async () => {
    const { detail, options } = await problem(app.query(table, '{"key": }'));
    expect(detail).toMatch(/^body: .*, at line 1, column 9$/);
    expect(options.fields?.[0]?.detail).not.toContain("body:");
  });

  test("is refused where its filter is too deep or too long", async () => {
    const deep = (levels: number): object =>
      levels === 1 ? { attribute: "Day", eq: 1 } : { not: deep(levels - 1) };
    const long = { any: Array.from({ length: 100 }, (_, at) => ({ attribute: "Day", eq: at })) };
    const filtered = (filter: object) => app.query(table, { key: { Pk: "a" }, filter });
    await filtered(deep(10));
    expect((await problem(filtered(deep(11)))).detail).toContain("nests deeper than 10 levels");
    expect((await problem(filtered(long))).detail).toContain("100 conditions of one filter");
  });
});

describe("parameters", () => {
  test.each([
    [{ pk: "a", sk: "x" }, "query.sk", 'is a number, and "x" is not a number'],
    [{ pk: "a", skBeginsWith: "1" }, "query.skBeginsWith", "the sort key is a number"],
    [{ pk: "a", skFrom: "5", skTo: "1" }, "query.skFrom", "is above skTo"],
    [{ pk: "a", sk: "1", skGt: "1" }, "query.skGt", "does not go with sk"],
    [{ pk: "a", filter: "Day like 'x'" }, "query.filter", "expected a comparison"],
    [{ pk: "a", select: "a," }, "query.select", "expected a name"],
    [{ pk: "a", all: true }, "query.all", "needs lines of items"],
    [{ pk: "a", index: "None" }, "query.index", '"None" is no index here'],
  ])("%j are refused", async (parameters, field, detail) => {
    const { options } = await problem(app.items(table, parameters));
    expect(options.fields?.[0]?.field).toBe(field);
    expect(options.fields?.[0]?.detail).toContain(detail);
  });
});

describe("one item", () => {
  test("is given by its key", async () => {
    expect(JSON.parse(await app.item(table, "b", "1"))).toEqual({
      Pk: "b",
      Sk: 1,
      Day: "2026-01-01",
    });
    expect(await app.item(table, "a", "1", { select: "Address.City" })).toBe(
      '{"Address":{"City":"Ulm"}}',
    );
  });

  test("that is not there is a 404", async () => {
    const { status, code } = await problem(app.item(table, "b", "2"));
    expect([status, code]).toEqual([404, "unknown-item"]);
  });

  test("needs its whole key", async () => {
    const { options } = await problem(app.item(table, "b"));
    expect(options.fields?.[0]?.field).toBe("path.sk");
  });
});

describe("a total", () => {
  test("counts the items of all pages, from any of them", async () => {
    const first = await app.items(table, { pk: "a", pageSize: 4, total: true });
    expect(first).toMatchObject({ count: 4, total: 10, totalIsLowerBound: false });
    const nextToken = first.nextToken ?? "";
    const next = await app.items(table, { pk: "a", pageSize: 4, total: true, nextToken });
    expect(next).toMatchObject({ count: 4, total: 10, totalIsLowerBound: false });
  });

  test("counts what passes the filter", async () => {
    const filter = "Address.City = 'Ulm'";
    const page = await app.items(table, { pk: "a", pageSize: 2, filter, total: true });
    expect(page).toMatchObject({ count: 2, total: 5, totalIsLowerBound: false });
  });

  test("is told to be a lower bound where counting ended at its limit", async () => {
    const limits = { bodyBytes: 1, requestMs: 10_000, backendMs: 5_000, totalItems: 6 };
    const bounded = await service({ settings: { limits } });
    const page = await bounded.scan(table, { pageSize: 2, total: true });
    expect(page).toMatchObject({ count: 2, total: 6, totalIsLowerBound: true });
  });

  test("is counted in what was consumed", async () => {
    const alone = await app.scan(table, { pageSize: 1 });
    const counted = await app.scan(table, { pageSize: 1, total: true });
    expect(counted.consumedCapacity).toBeGreaterThan(alone.consumedCapacity ?? 0);
  });
});

describe("answers", () => {
  test("come as lines, all else in headers", async () => {
    const what = { kind: "items", parameters: { pk: "a", pageSize: 2, total: true } } as const;
    const { body, headers } = await app.made(table, what, { media: "application/x-ndjson" });
    expect(body.split("\n").map(line => line && JSON.parse(line).Sk)).toEqual([1, 2, ""]);
    expect(headers).toMatchObject({
      "Dyn-Count": "2",
      "Dyn-Scanned-Count": "2",
      "Dyn-Next-Token": expect.stringMatching(/^[\w-]+$/),
      "Dyn-Total": "10",
      "Dyn-Total-Is-Lower-Bound": "false",
    });
  });

  test("come as DynamoDB's JSON", async () => {
    const what = { kind: "item", pk: "b", sk: "1", parameters: {} } as const;
    const media = "application/vnd.dyn.dynamodb+json" as const;
    const { body, contentType } = await app.made(table, what, { media });
    expect(body).toBe('{"Pk":{"S":"b"},"Sk":{"N":"1"},"Day":{"S":"2026-01-01"}}');
    expect(contentType).toBe(media);
  });

  test("of all items are a stream of pages", async () => {
    const small = await service({ tables: { [table]: { mostItems: 4 } } });
    const prepared = await small.prepare(
      table,
      { kind: "query", body: '{"key":{"Pk":"a"},"all":true,"filter":"Day > \'2026-01-01\'"}' },
      { media: "application/x-ndjson" },
    );
    const signal = new AbortController().signal;
    const pages: number[][] = [];
    for await (const text of prepared.stream?.(signal) ?? []) {
      const lines = text.trimEnd().split("\n");
      pages.push(lines.map(line => JSON.parse(line).Sk));
    }
    expect(pages).toEqual([[2, 3, 4, 5], [6, 7, 8, 9], [10]]);
    expect(prepared.isCacheable).toBe(false);
  });

  test("are tagged with the partition they are of, an index's with none", async () => {
    const tagOf = async (parameters: Record<string, string>) =>
      (await app.prepare(table, { kind: "items", parameters: { pk: "a", ...parameters } })).tag;
    const partition = await app.reads.partition(table, "a", new AbortController().signal);
    expect(await tagOf({})).toEqual({ table, partition });
    expect(await tagOf({ index: "ByGroup" })).toEqual({ table, partition: undefined });
    const what = { kind: "item", pk: "a", sk: "1", parameters: {} } as const;
    expect((await app.prepare(table, what)).tag).toEqual({ table, partition });
  });

  test("are kept as long as they are good for", async () => {
    const ttlOf = async (parameters: Record<string, string | boolean | number>) => {
      const what = { kind: "items", parameters: { pk: "a", ...parameters } } as const;
      return (await app.made(table, what)).ttlMs;
    };
    expect(await ttlOf({})).toBe(300_000);
    expect(await ttlOf({ consistent: true })).toBe(0);
    const brief = await service({ settings: { tokenTtlMs: 60_000 } });
    const what = { kind: "items", parameters: { pk: "a", pageSize: 1 } } as const;
    expect((await brief.made(table, what)).ttlMs).toBe(30_000);
    const { nextToken } = await brief.items(table, { pk: "a", pageSize: 9 });
    const last = { pk: "a", pageSize: 9, nextToken: nextToken ?? "" };
    const { ttlMs } = await brief.made(table, { kind: "items", parameters: last });
    expect(ttlMs).toBeLessThanOrEqual(60_000);
    expect(ttlMs).toBeGreaterThan(30_000);
  });
});

describe("a budget of read units", () => {
  test("ends reading once it is spent, whatever spent it", async () => {
    const rates = {
      perKey: { count: 100, windowMs: 60_000 },
      perAddress: { count: 100, windowMs: 60_000 },
      readUnits: { count: 1, windowMs: 60_000 },
    };
    const poor = await service({ settings: { rates } });
    await problem(poor.item(table, "nobody", "1"));
    await poor.items(table, { pk: "a" });
    const { status, code, options } = await problem(poor.items(table, { pk: "a" }));
    expect([status, code]).toEqual([429, "read-budget-spent"]);
    expect(options.retryAfter).toBeGreaterThan(0);
  });
});
