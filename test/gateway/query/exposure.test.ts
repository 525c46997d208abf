import { beforeAll, describe, expect, test } from "vitest";
import type { Item } from "../../../src/values/attribute.ts";
import { tableWith } from "../../support/tables.ts";
import { callerFor, problem, service } from "./service.ts";

const item = (sk: number): Item => ({
  Pk: { S: "a" },
  Sk: { N: String(sk) },
  Group: { S: "g" },
  Rank: { N: String(sk) },
  Total: { N: String(sk * 10) },
  Secret: { S: `secret-${sk}` },
  Address: { M: { City: { S: "Ulm" } } },
});

let table: string;

beforeAll(async () => {
  table = await tableWith(Array.from({ length: 6 }, (_, at) => item(at + 1)));
});

const never = new AbortController().signal;

describe("a stream of all items", () => {
  test("ends with an error once its key has ended", async () => {
    const app = await service({ tables: { [table]: { mostItems: 2 } } });
    let isAccepted = true;
    const principal = { id: "k", name: "k", may: () => isAccepted };
    const prepared = await app.prepare(
      table,
      { kind: "items", parameters: { pk: "a", all: true } },
      { principal, media: "application/x-ndjson" },
    );
    const pages = prepared.stream?.(never)[Symbol.asyncIterator]();
    expect((await pages?.next())?.value).toMatch(/"Sk":1,.*\n.*"Sk":2,/s);
    isAccepted = false;
    await expect(pages?.next()).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
  });
});

describe("a table", () => {
  test("that is hidden, missing, or another key's is the same 404", async () => {
    const app = await service({ tables: { [table]: {}, Missing: {}, Other: {} } });
    const principal = callerFor(table, "Missing");
    const problems = [
      await problem(app.items("Hidden", { pk: "a" }, { principal })),
      await problem(app.items("Missing", { pk: "a" }, { principal })),
      await problem(app.items("Other", { pk: "a" }, { principal })),
      await problem(app.items("../etc", { pk: "a" }, { principal })),
      await problem(app.reads.table(principal, "Hidden", never)),
    ];
    const told = problems.map(({ status, code, detail, options }) => [
      status,
      code,
      detail,
      options.fix,
    ]);
    expect(new Set(told.map(each => JSON.stringify(each))).size).toBe(1);
    expect(told[0]?.slice(0, 2)).toEqual([404, "unknown-table"]);
  });

  test("is listed for those who may read it, with what they may do", async () => {
    const app = await service({ tables: { [table]: { scan: false }, Missing: {} } });
    const listed = async (...scopes: string[]) =>
      JSON.parse(await app.reads.tables(callerFor(...scopes), never)).tables;
    expect(await listed(table, "Missing")).toEqual([{ name: table, operations: ["get", "query"] }]);
    expect(await listed(`${table}:query`)).toEqual([{ name: table, operations: ["query"] }]);
    expect(await listed("Others")).toEqual([]);
  });

  test("is read in the ways that its settings and the key's scopes allow", async () => {
    const app = await service({ tables: { [table]: { scan: false } } });
    const forbidden = [
      app.scan(table),
      app.items(table, { pk: "a" }, { principal: callerFor(`${table}:get`) }),
      app.reads.table(callerFor(`${table}:get`), table, never),
    ];
    for (const each of forbidden) {
      expect(await problem(each)).toMatchObject({ status: 403, code: "forbidden" });
    }
    await app.items(table, { pk: "a" }, { principal: callerFor(`${table}:query`) });
  });

  test("is described as far as it is exposed", async () => {
    const app = await service({
      tables: { [table]: { indexes: [], attributes: ["Pk", "Total"], mostItems: 10 } },
    });
    expect(JSON.parse(await app.reads.table(callerFor(table), table, never))).toEqual({
      name: table,
      key: { partition: [{ name: "Pk", type: "string" }], sort: [{ type: "number" }] },
      indexes: [],
      attributes: ["Pk", "Total"],
      operations: ["get", "query", "scan"],
      pageSize: { default: 10, max: 10 },
      cacheSeconds: 300,
    });
  });
});

describe("an index", () => {
  test("that is not exposed is refused like one that is not there", async () => {
    const app = await service({ tables: { [table]: { indexes: [] } } });
    const refused = async (index: string) => {
      const { status, detail } = await problem(app.items(table, { pk: "g", index }));
      return [status, detail.replace(index, "X")];
    };
    expect(await refused("ByGroup")).toEqual(await refused("ByNobody"));
    const hint = await problem(app.query(table, { where: "Group = 'g'" }));
    expect(JSON.stringify(hint.options)).not.toContain("ByGroup");
  });
});

describe("an attribute that is not shown", () => {
  const exposed = { attributes: ["Pk", "Sk", "Total", "Address"], indexes: ["ByGroup"] };

  test("is in no item, whatever asks for it", async () => {
    const app = await service({ tables: { [table]: exposed } });
    const shown = { Pk: "a", Sk: 1, Total: 10, Address: { City: "Ulm" } };
    expect((await app.items(table, { pk: "a" })).items[0]).toEqual(shown);
    expect((await app.scan(table)).items).toHaveLength(6);
    expect(JSON.stringify(await app.scan(table))).not.toContain("secret");
    expect((await app.items(table, { pk: "g", index: "ByGroup" })).items[0]).toEqual(shown);
    expect(JSON.parse(await app.item(table, "a", "1"))).toEqual(shown);
  });

  test.each<[string, object]>([
    ["body.filter", { filter: "NAME = 'x'" }],
    ["body.filter", { filter: "attribute_exists(NAME)" }],
    ["body.filter", { filter: "Total > 1 or size(NAME.a[0]) > 1" }],
    ["body.filter", { filter: { any: [{ attribute: "NAME", exists: true }] } }],
    ["body.filter", { filter: "Total = NAME" }],
    ["body.select", { select: ["Total", "NAME.City"] }],
    ["body.dateRange.attribute", { dateRange: { attribute: "NAME", from: "a" } }],
    ["body.systemIds.attribute", { systemIds: { attribute: "NAME", values: ["a"] } }],
    ["body.in.NAME", { in: { NAME: ["a"] } }],
    ["body.key", { key: { Pk: "a", NAME: 1 } }],
    ["body.where", { where: "Pk = 'a' and NAME = 1", key: undefined }],
  ])("is refused in %s, whether it is there or not: %j", async (field, body) => {
    const app = await service({ tables: { [table]: exposed } });
    const refused = async (name: string) => {
      const text = JSON.stringify({ key: { Pk: "a" }, ...body }).replaceAll("NAME", name);
      const { status, options } = await problem(app.query(table, text));
      expect(status).toBe(400);
      return JSON.stringify(options.fields).replaceAll(name, "NAME");
    };
    const told = await refused("Secret");
    expect(JSON.parse(told)[0].field).toBe(field);
    expect(told).toBe(await refused("Nobody"));
  });

  test("may be a key: pages go on by it, and do not show it", async () => {
    const app = await service({ tables: { [table]: { attributes: ["Total"] } } });
    const totals: unknown[] = [];
    let nextToken: string | null = null;
    do {
      const parameters = {
        pk: "a",
        pageSize: 2,
        filter: "Total > 10",
        ...(nextToken && { nextToken }),
      };
      const page = await app.items(table, parameters);
      for (const each of page.items) {
        expect(Object.keys(each)).toEqual(["Total"]);
        totals.push(each.Total);
      }
      nextToken = page.nextToken;
      expect(Buffer.from(nextToken ?? "", "base64url").toString()).not.toContain("Sk");
    } while (nextToken !== null);
    expect(totals).toEqual([20, 30, 40, 50, 60]);
  });

  test("cannot be found out by ranges of a sort key, nor by names of a key", async () => {
    const app = await service({ tables: { [table]: { attributes: ["Pk", "Total"] } } });
    const range = await problem(app.items(table, { pk: "a", skGt: "3" }));
    expect(range.options.fields?.[0]?.field).toBe("query.skGt");
    const near = await problem(app.query(table, { where: "Pk = 'a' and Sj = 1" }));
    expect(JSON.stringify([near.detail, near.options])).not.toContain("Sk");
    const all = await service({ tables: { [table]: { attributes: ["Total"] } } });
    const named = await problem(all.query(table, { where: "Total = 1" }));
    expect(JSON.stringify([named.detail, named.options])).not.toMatch(/Pk|Sk/);
  });
});

describe("a page token", () => {
  test("is its caller's and its query's alone", async () => {
    const app = await service();
    const page = { pk: "a", pageSize: 2 };
    const nextToken = (await app.items(table, page)).nextToken ?? "";
    const others = [
      app.items(table, { ...page, nextToken }, { principal: callerFor(table) }),
      app.items(table, { ...page, pk: "b", nextToken }),
      app.items(table, { ...page, order: "desc", nextToken }),
      app.items(table, { ...page, filter: "Total > 0", nextToken }),
      app.items(table, { ...page, index: "ByGroup", nextToken }),
      app.scan(table, { nextToken }),
    ];
    for (const each of others) {
      expect(await problem(each)).toMatchObject({ status: 400, code: "invalid-token" });
    }
  });

  test("ends with its time", async () => {
    const clock = { ms: 0 };
    const app = await service({ clock });
    const { nextToken } = await app.items(table, { pk: "a", pageSize: 2 });
    clock.ms = 3_600_001;
    const late = app.items(table, { pk: "a", nextToken: nextToken ?? "" });
    expect(await problem(late)).toMatchObject({ status: 400, code: "expired-token" });
  });
});
