// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseCondition, parseUpdate } from "../../../src/expressions/parse.ts";
import type { Action, Entity } from "../../../src/scenario/scenario.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import type { Consumed, Target } from "../../../src/targets/target.ts";
import { uniqueTable } from "../../support/engine.ts";
import { entityOf, schemaOf, scopeOf, uniform } from "../things.ts";
import { Opened } from "./behind.ts";
import { partiql } from "./partiql.ts";

const opened = new Opened();
afterEach(() => opened.close());

/** With a global and a local index. */
function indexed(table: string): TableSchema {
  const schema = schemaOf(table);
  const sort = { name: "Kind", type: "S" } as const;
  const projection = { kind: "all" } as const;
  return {
    ...schema,
    indexes: [{ name: "ByKind", key: { partition: [sort], sort: [] }, projection }],
    localIndexes: [
      { name: "OwnByKind", key: { partition: schema.key.partition, sort: [sort] }, projection },
    ],
  };
}

describe("capacity that an operation consumes", () => {
  let entity: Entity;
  let plain: Entity;

  beforeAll(async () => {
    const target = await opened.target();
    const item = { Owner: "o", Id: "id-${i}", Kind: "k-${i % 3}", Note: '"CapacityUnits":9' };
    entity = entityOf(uniqueTable(), item);
    plain = entityOf(uniqueTable(), item);
    await target.ensureTable(indexed(entity.table));
    await target.ensureTable(schemaOf(plain.table));
  });

  const consumed = async (
    action: Action,
    indexes: readonly number[] = [0],
    target?: Target,
  ): Promise<readonly Consumed[]> => {
    const prepared = await (target ?? (await opened.target())).prepare(action);
    const outcome = await prepared(scopeOf(indexes[0] ?? 0, { indexes }));
    expect(outcome.status).toBe("ok");
    return outcome.consumed;
  };

  const writes = (table: string, own: number, each: number) => [
    { resource: table, readUnits: 0, writeUnits: own },
    { resource: `${table}/index/ByKind`, readUnits: 0, writeUnits: each },
    { resource: `${table}/index/OwnByKind`, readUnits: 0, writeUnits: each },
  ];

  it("is told for the table and each index that a write goes to", async () => {
    const { table } = entity;
    expect(await consumed({ kind: "put", entity, pick: uniform })).toEqual(writes(table, 1, 1));
    const batch: Action = { kind: "batchWrite", entity, pick: uniform, size: 2 };
    expect(await consumed(batch, [1, 2])).toEqual(writes(table, 2, 2));
    const update = parseUpdate("SET Other = 1");
    const [own] = await consumed({ kind: "update", entity, pick: uniform, update });
    expect(own).toEqual({ resource: table, readUnits: 0, writeUnits: 1 });
  });

  it("is the table's where there is no index", async () => {
    const put: Action = { kind: "put", entity: plain, pick: uniform };
    const own = { resource: plain.table, readUnits: 0, writeUnits: 1 };
    expect(await consumed(put)).toEqual([own]);
    const get: Action = { kind: "get", entity: plain, pick: uniform, consistent: true };
    expect(await consumed(get)).toEqual([{ ...own, readUnits: 1, writeUnits: 0 }]);
  });

  it("is the index's where one is read", async () => {
    const { table } = entity;
    for (const index of [3, 4, 5]) await consumed({ kind: "put", entity, pick: uniform }, [index]);
    const where = parseCondition("Kind = 'k-1'");
    const read = { table, consistent: false, descending: false, pages: 1 } as const;
    const query: Action = { ...read, kind: "query", index: "ByKind", where };
    const [of, ...others] = await consumed(query);
    expect(of).toMatchObject({ resource: `${table}/index/ByKind`, writeUnits: 0 });
    expect(of?.readUnits).toBeGreaterThan(0);
    expect(others).toEqual([]);
  });

  it("adds up over pages", async () => {
    const scan = { kind: "scan", table: plain.table, consistent: true } as const;
    for (const index of [1, 2, 3]) {
      await consumed({ kind: "put", entity: plain, pick: uniform }, [index]);
    }
    const one = await consumed({ ...scan, pages: 1, limit: 2 });
    const all = await consumed({ ...scan, pages: Number.POSITIVE_INFINITY, limit: 2 });
    expect(all[0]?.readUnits).toBeGreaterThan(one[0]?.readUnits ?? 0);
    expect(all).toHaveLength(1);
  });

  it("is told table by table for a transaction, and for a statement", async () => {
    const members = [entity, plain].map(each => ({
      kind: "put" as const,
      entity: each,
      pick: uniform,
    }));
    const told = await consumed({ kind: "transactWrite", members }, [10, 11]);
    expect(told.map(({ resource }) => resource).sort()).toEqual(
      [...writes(entity.table, 0, 0), { resource: plain.table }].map(each => each.resource).sort(),
    );
    expect(told.every(({ readUnits, writeUnits }) => readUnits === 0 && writeUnits > 0)).toBe(true);
    const gets = members.map(each => ({ ...each, kind: "get" as const, consistent: true }));
    const read = await consumed({ kind: "transactGet", members: gets }, [10, 11]);
    expect(read.every(({ readUnits, writeUnits }) => readUnits > 0 && writeUnits === 0)).toBe(true);
    const text = `SELECT * FROM "${plain.table}" WHERE Owner = 'o'`;
    const [by] = await consumed({ ...partiql(text), consistent: true });
    expect(by).toMatchObject({ resource: plain.table, writeUnits: 0 });
  });

  it("is asked for in the cheaper way where indexes do not matter", async () => {
    const { target, proxy } = await opened.behind(() => undefined);
    const get = { kind: "get", pick: uniform, consistent: true } as const;
    await consumed({ kind: "put", entity, pick: uniform }, [0], target);
    await consumed({ kind: "put", entity: plain, pick: uniform }, [0], target);
    await consumed({ ...get, entity }, [0], target);
    const asked = proxy.seen
      .filter(({ operation }) => operation !== "DescribeTable")
      .map(({ body }) => JSON.parse(body).ReturnConsumedCapacity);
    expect(asked).toEqual(["INDEXES", "TOTAL", "TOTAL"]);
  });
});
