// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCondition } from "../../../src/expressions/parse.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { uniqueTable } from "../../support/engine.ts";
import { attributes, entityOf, schemaOf, scopeOf, uniform } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

describeStores("tables", (open, engine) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());

  const run = async (text: string) => {
    const answer = await store.database.run({ text, readOnly: false }, []);
    expect(answer).toMatchObject({ outcome: "ok" });
    return answer;
  };

  const indexed = (table: string): TableSchema => ({
    ...schemaOf(table, "N"),
    indexes: [
      {
        name: "ByNote",
        key: {
          partition: [{ name: "Note", type: "S" }],
          sort: [{ name: "Count", type: "N" }],
        },
        projection: { kind: "keys" },
      },
    ],
  });

  describe("that are made", () => {
    it("tell their keys and indexes again", async () => {
      const table = uniqueTable("Made");
      expect(await store.target.ensureTable(indexed(table), { attributes })).toBe("created");
      expect(await store.target.ensureTable(indexed(table), { attributes })).toBe("exists");
      expect(await store.target.reader.describe(table)).toEqual({
        table,
        key: indexed(table).key,
        indexes: [{ ...indexed(table).indexes[0], projection: { kind: "all" } }],
        localIndexes: [],
      });
    });

    it("are made once by two who make them at once", async () => {
      const table = uniqueTable("Made");
      const states = await Promise.all(
        [1, 2].map(() => store.target.ensureTable(schemaOf(table), { attributes })),
      );
      expect(states).toContain("created");
    });

    it("have names whatever is in them", async () => {
      const table = `Odd "quoted" ${uniqueTable("é")}`;
      const entity = entityOf(table, { Owner: "o", Id: "i", 'a "b" c': 1, select: "x" });
      await store.target.ensureTable(schemaOf(table), {
        attributes: new Map([
          ['a "b" c', "N"],
          ["select", "S"],
        ]),
      });
      const put = await store.target.prepare({ kind: "put", entity, pick: uniform });
      expect(await put(scopeOf(0))).toMatchObject({ status: "ok" });
      const [item] = await store.target.reader.fetch(entity, { ...scopeOf(0), indexes: [0] });
      expect(item).toEqual({
        Owner: { S: "o" },
        Id: { S: "i" },
        'a "b" c': { N: "1" },
        select: { S: "x" },
      });
    });

    it("are not, under a name that the engine would cut off", async () => {
      await expect(store.target.ensureTable(schemaOf("x".repeat(65)))).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("is too long"),
      });
    });
  });

  describe("that are there", () => {
    const migrated = {
      postgres: (table: string) => `CREATE TABLE "${table}" (
        "Owner" varchar(40) NOT NULL, "Id" uuid NOT NULL, "Count" bigint, "Note" text,
        "At" timestamptz NOT NULL DEFAULT now(), "Sequence" bigint GENERATED ALWAYS AS IDENTITY,
        PRIMARY KEY ("Sequence"), UNIQUE ("Owner", "Id"))`,
      mysql: (table: string) => `CREATE TABLE "${table}" (
        "Owner" varchar(40) NOT NULL, "Id" char(36) NOT NULL, "Count" bigint, "Note" text,
        "At" timestamp NOT NULL DEFAULT current_timestamp, "Sequence" bigint AUTO_INCREMENT,
        PRIMARY KEY ("Sequence"), UNIQUE ("Owner", "Id"))`,
    }[engine];
    const id = "0b9d3a43-1f2e-4a55-8f6e-0123456789ab";

    it("are taken as they are, by the unique key that items have", async () => {
      const table = uniqueTable("Taken");
      await run(migrated(table));
      const types = new Map([
        ["Count", "N"],
        ["Note", "S"],
      ] as const);
      expect(await store.target.ensureTable(schemaOf(table), { attributes: types })).toBe("exists");
      const entity = entityOf(table, { Owner: "o", Id: id, Count: 7, Note: "n" });
      const less = entityOf(table, { Owner: "o", Id: id, Count: 8 });
      for (const each of [entity, less]) {
        const put = await store.target.prepare({ kind: "put", entity: each, pick: uniform });
        expect(await put(scopeOf(0))).toMatchObject({ status: "ok" });
      }
      const [item] = await store.target.reader.fetch(entity, { ...scopeOf(0), indexes: [0] });
      expect(item).toMatchObject({ Id: { S: id }, Count: { N: "8" }, At: { S: /./ } });
      expect(item).not.toHaveProperty("Note");
    });

    it("tell a key that is taken from another rule of theirs", async () => {
      const table = uniqueTable("Ruled");
      await run(migrated(table));
      await run(`CREATE UNIQUE INDEX "${table}_n" ON "${table}" ("Count")`);
      const put = async (owner: string, count: number, condition: string) => {
        const entity = entityOf(table, { Owner: owner, Id: id, Count: count });
        const action = { kind: "put", entity, pick: uniform } as const;
        const held = parseCondition(condition);
        return (await store.target.prepare({ ...action, condition: held }))(scopeOf(0));
      };
      const absent = "attribute_not_exists(Owner)";
      expect(await put("a", 1, absent)).toMatchObject({ status: "ok" });
      expect(await put("a", 2, absent)).toMatchObject({ conditionFailed: true });
      expect(await put("a", 2, "Count = 5 or attribute_not_exists(Count)")).toMatchObject({
        conditionFailed: true,
      });
      const other = await put("b", 1, absent);
      expect(other).toMatchObject({ status: "failed", items: 0 });
      expect(other.code).toMatch(/^(23505|ER_DUP_ENTRY)$/);
      expect(other).not.toHaveProperty("conditionFailed");
    });

    it.each(
      engine === "postgres"
        ? ["bigserial", "bigint GENERATED BY DEFAULT AS IDENTITY"]
        : ["bigint AUTO_INCREMENT"],
    )("keep the numbers that the engine gives their rows: %s", async type => {
      const table = uniqueTable("Numbered");
      await run(`CREATE TABLE "${table}" ("Number" ${type} PRIMARY KEY,
        "Owner" varchar(40) NOT NULL, "Id" varchar(40) NOT NULL, "Count" int, UNIQUE ("Owner", "Id"))`);
      const entity = entityOf(table, { Owner: "o", Id: "id-${i}", Count: 1 });
      const put = await store.target.prepare({ kind: "put", entity, pick: uniform });
      const condition = parseCondition("Count = 1");
      const replace = await store.target.prepare({ kind: "put", entity, pick: uniform, condition });
      const numbers = async () => {
        const items = await store.target.reader.fetch(entity, { ...scopeOf(0), indexes: [0, 1] });
        return items.map(item => item?.Number);
      };
      for (const index of [0, 1]) expect(await put(scopeOf(index))).toMatchObject({ status: "ok" });
      const before = await numbers();
      expect(new Set(before.map(each => JSON.stringify(each))).size).toBe(2);
      for (const write of [put, replace, put]) {
        for (const index of [0, 1]) {
          expect(await write(scopeOf(index))).toMatchObject({ status: "ok" });
        }
      }
      const loader = await store.target.loader(entity);
      expect(await loader.write({ ...scopeOf(0), indexes: [0, 1] })).toMatchObject({ written: 2 });
      expect(await numbers()).toEqual(before);
    });

    it("keep another's row as it is, which has a value that must be unique", async () => {
      const table = uniqueTable("Unique");
      await run(`CREATE TABLE "${table}" (
        "Owner" varchar(40) NOT NULL, "Id" varchar(40) NOT NULL, "Mail" varchar(40),
        PRIMARY KEY ("Owner", "Id"), UNIQUE ("Mail"))`);
      const entity = entityOf(table, { Owner: "o", Id: "id-${i}", Mail: "${min(i, 1)}@example" });
      const put = await store.target.prepare({ kind: "put", entity, pick: uniform });
      for (const index of [0, 1, 1])
        expect(await put(scopeOf(index))).toMatchObject({ status: "ok" });
      expect(await put(scopeOf(2))).toMatchObject({ status: "failed", items: 0 });
      const action = { kind: "batchWrite", entity, pick: uniform, size: 2 } as const;
      const batch = await store.target.prepare(action);
      const outcome = await batch(scopeOf(0, { indexes: [3, 0] }));
      expect(outcome).toMatchObject({ status: "failed", items: 0 });
      const loader = await store.target.loader(entity);
      const { written, rejected } = await loader.write({ ...scopeOf(0), indexes: [0, 4, 1] });
      expect([written, rejected.map(({ position }) => position)]).toEqual([2, [1]]);
      const indexes = [0, 1, 2, 3, 4];
      const items = await store.target.reader.fetch(entity, { ...scopeOf(0), indexes });
      expect(items.map(item => item !== undefined)).toEqual([true, true, false, false, false]);
    });

    it("are refused for what they lack, with the statements that add it", async () => {
      const table = uniqueTable("Lacking");
      await run(`CREATE TABLE "${table}" (
        "Owner" varchar(40) NOT NULL, "Id" decimal(10,0) NOT NULL, PRIMARY KEY ("Owner", "Id"))`);
      const lacking = store.target.ensureTable(indexed(table), {
        attributes: new Map([["Note", "S"]]),
      });
      const error = await lacking.catch((each: unknown) => each as { hint: string });
      expect(error).toMatchObject({
        kind: "failed",
        message: `${table} on the-database differs: column Note is missing; column Count is missing; index ${table}_ByNote is missing`,
      });
      const statements = (error as { hint: string }).hint.split("; ");
      expect(statements).toHaveLength(3);
      // As they are, but for a key's length, which MySQL wants to be told.
      for (const each of statements) await run(each.replace("longtext", "varchar(200)"));
      expect(await store.target.ensureTable(indexed(table))).toBe("exists");
    });

    it("are refused for a key or a type that is another", async () => {
      const table = uniqueTable("Other");
      await run(`CREATE TABLE "${table}" (
        "Owner" varchar(40) NOT NULL, "Id" varchar(40) NOT NULL, "Count" varchar(10),
        PRIMARY KEY ("Id"))`);
      await expect(
        store.target.ensureTable(schemaOf(table), { attributes: new Map([["Count", "N"]]) }),
      ).rejects.toMatchObject({
        message: expect.stringMatching(
          /key is Id; the file says Owner, Id; column Count is .*; the file says a number/,
        ),
        hint: expect.stringContaining("another name"),
      });
    });
  });
});
