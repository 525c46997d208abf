// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseCondition } from "../../../src/expressions/parse.ts";
import { freePort, loopback } from "../../../src/local/port.ts";
import type { Action, Entity, QueryAction } from "../../../src/scenario/scenario.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { capabilities } from "../../../src/targets/capabilities.ts";
import { sqlTarget } from "../../../src/targets/sql/target.ts";
import type { Outcome, PrepareOptions } from "../../../src/targets/target.ts";
import { uniqueTable } from "../../support/engine.ts";
import { postgresServer } from "../../support/postgres.ts";
import {
  attributes,
  entityOf,
  openCondition,
  range,
  schemaOf,
  scopeOf,
  templateOf,
  uniform,
} from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

const indexed = (table: string): TableSchema => ({
  ...schemaOf(table),
  indexes: [
    {
      name: "ByNote",
      key: { partition: [{ name: "Note", type: "S" }], sort: [{ name: "Count", type: "N" }] },
      projection: { kind: "all" },
    },
  ],
});

describeStores("reads", (open, engine) => {
  let store: Store;
  let entity: Entity;

  const perform = async (
    action: Action,
    vars: Parameters<typeof scopeOf>[1] = {},
    options: PrepareOptions = {},
  ): Promise<Outcome> => (await store.target.prepare(action, options))(scopeOf(0, vars));

  const counts = ({ captured }: Outcome) =>
    (captured as readonly ReadonlyMap<string, number>[]).map(each => each.get("Count"));

  beforeAll(async () => {
    store = await open();
    const table = uniqueTable("Reads");
    // Counts down as the key goes up; every fourth has no place in the index.
    entity = entityOf(table, { Owner: "o", Id: "id-${pad(i, 2)}", Note: "n", Count: "${20 - i}" });
    await store.target.ensureTable(indexed(table), { attributes });
    await (await store.target.loader(entity)).write({ ...scopeOf(0), indexes: range(0, 20) });
    const without = entityOf(table, { Owner: "o", Id: "id-${pad(i, 2)}", Note: "n" });
    const indexes = range(0, 5).map(each => each * 4);
    await (await store.target.loader(without)).write({ ...scopeOf(0), indexes });
  });
  afterAll(() => store?.close());

  it("do not find an item before it is as it is waited for", async () => {
    const { condition, parameters } = openCondition("Count = ${count}", ["count"]);
    const until = { condition, parameters, withinMs: 1_000 };
    const get: Action = { kind: "get", entity, pick: uniform, consistent: false, until };
    const found = async (count: number) =>
      (await (await store.target.prepare(get))(scopeOf(1, { vars: { count } }))).items;
    expect(await found(19)).toBe(1);
    expect(await found(18)).toBe(0);
  });

  const query = (more: Partial<QueryAction>): QueryAction => ({
    kind: "query",
    table: entity.table,
    index: "ByNote",
    where: parseCondition("Note = 'n'"),
    descending: false,
    consistent: false,
    pages: 1,
    ...more,
  });

  it("go through an index in its order, past what is not in it", async () => {
    const capture = { capture: true };
    const all = counts(await perform(query({}), {}, capture));
    expect(all).toEqual(range(1, 21).filter(count => count % 4 !== 0));
    const last = query({
      limit: 3,
      descending: true,
      where: parseCondition("Note = 'n' and Count < 10"),
    });
    expect(counts(await perform(last, {}, capture))).toEqual([9, 7, 6]);
    const scan: Action = { ...query({}), kind: "scan" };
    expect((await perform(scan)).items).toBe(15);
    const pages = [];
    for await (const page of store.target.reader.scan({ table: entity.table, index: "ByNote" })) {
      pages.push(...page);
    }
    expect(pages).toHaveLength(15);
  });

  it("say which index is missing, and the statement that makes it", async () => {
    await expect(perform(query({ index: "ByNotes" }))).rejects.toMatchObject({
      message: `${entity.table} has no index ByNotes`,
      hint: expect.stringContaining("ByNote"),
    });
    await expect(perform(query({ index: "Other" }))).rejects.toMatchObject({
      hint: expect.stringContaining(`CREATE INDEX "${entity.table}_Other" ON`),
    });
  });

  it("take a statement of the store's own before one for all", async () => {
    const text = (pieces: readonly string[], values: readonly unknown[] = []) => ({
      pieces,
      values: values.map(each => templateOf(each)),
      readOnly: true,
    });
    const statement: Action = {
      kind: "statement",
      texts: { sql: text(["SELECT 1 AS a"]), [engine]: text(["SELECT 2 AS a, ", " AS b"], ["x"]) },
      consistent: false,
      pages: 1,
    };
    expect((await perform(statement, {}, { capture: true })).captured).toEqual([
      new Map<string, unknown>([
        ["a", 2],
        ["b", "x"],
      ]),
    ]);
    const other: Action = { ...statement, texts: { partiql: text(["SELECT 1"]) } };
    await expect(perform(other)).rejects.toMatchObject({ kind: "invalid" });
  });

  it("are a part of the transaction that they are in", async () => {
    const { target } = store;
    const capture = { capture: true };
    const get = { kind: "get", entity, pick: uniform, consistent: false } as const;
    const batchGet: Action = { ...get, kind: "batchGet", size: 3 };
    const transactGet: Action = { kind: "transactGet", members: [get, get] };
    const where = parseCondition("Owner = 'o' and Id >= 'id-90'");
    const actions = [get, batchGet, transactGet, query({ where, index: undefined } as never)];
    const reads = await Promise.all(actions.map(action => target.prepare(action, capture)));
    const put = await target.prepare({ kind: "put", entity, pick: { kind: "new" } });
    const scope = scopeOf(90, { indexes: [90, 91] });
    const transact = await target.prepareTransaction?.("read-committed");
    const seen: number[] = [];
    const outcome = await transact?.(async within => {
      await put(scope, undefined, within);
      for (const read of reads) seen.push((await read(scope, undefined, within)).items);
      return { ...(await reads[0]?.(scope)), status: "failed" } as Outcome;
    });
    expect(seen).toEqual([1, 1, 1, 1]);
    expect(outcome).toMatchObject({ status: "failed", items: 0 });
    for (const read of reads) expect((await read(scope)).items).toBe(0);
  });
});

describeStores("the loader", (open, engine) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());

  it("finds the rows that are refused, and stores all others", async () => {
    const table = uniqueTable("Load");
    // A key of 9,000 characters is more than an index takes.
    const id = "${pad(i, 3)}${text(9000 * floor((i % 13) / 12))}";
    const some = entityOf(table, { Owner: "o", Id: id, Count: "${i}" });
    await store.target.ensureTable(schemaOf(table), { attributes });
    const outcome = await (await store.target.loader(some)).write({
      ...scopeOf(0),
      indexes: range(0, 40),
    });
    expect(outcome.written).toBe(37);
    expect(outcome.rejected.map(({ position }) => position).sort((a, b) => a - b)).toEqual([
      12, 25, 38,
    ]);
    expect(outcome.attempts).toBeLessThan(37);
    const scan: Action = { kind: "scan", table, consistent: true, pages: 1 };
    expect((await (await store.target.prepare(scan))(scopeOf(0))).items).toBe(37);
  });

  it("stores and reads columns of whatever types a table has", async () => {
    const table = uniqueTable("Taken");
    const [kind, moment] =
      engine === "postgres" ? ["bit(3)", "timestamp"] : ["enum('101', '001')", "datetime"];
    const text = `CREATE TABLE "${table}" ("Code" char(5) NOT NULL, "Day" date NOT NULL, "Bits" ${kind},
      "At" ${moment}, "Price" decimal(8,2), "Small" smallint, PRIMARY KEY ("Code", "Day"))`;
    expect(await store.database.run({ text, readOnly: false }, [])).toMatchObject({
      outcome: "ok",
    });
    const taken = entityOf(table, {
      Code: "abcd${i}",
      Day: "2026-11-2${i}",
      Bits: "101",
      At: "2026-11-21 19:00:0${i}",
      Price: "${i + 0.5}",
      Small: "${i}",
    });
    const indexes = range(0, 3);
    const loader = await store.target.loader(taken);
    expect(await loader.write({ ...scopeOf(0), indexes })).toMatchObject({ written: 3 });
    const items = await store.target.reader.fetch(taken, { ...scopeOf(0), indexes });
    expect(items).toEqual(indexes.map(index => taken.item.toItem(scopeOf(index))));
    const batchGet = { kind: "batchGet", pick: uniform, size: 3, consistent: true } as const;
    const read = await store.target.prepare({ ...batchGet, entity: taken });
    expect((await read(scopeOf(0, { indexes }))).items).toBe(3);
  });

  it("names the attribute that has no column, with the statement that adds it", async () => {
    const table = uniqueTable("Load");
    await store.target.ensureTable(schemaOf(table), { attributes });
    const more = entityOf(table, { Owner: "o", Id: "a", Colour: "red" });
    await expect(store.target.loader(more)).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("Colour"),
      hint: expect.stringContaining(`ALTER TABLE "${table}" ADD COLUMN "Colour"`),
    });
  });
});

it("ends with an error when the store is out of reach", async () => {
  const settings = await postgresServer();
  const nowhere = { ...settings, writer: { host: loopback, port: await freePort() } };
  const database = await openDatabase(nowhere, { name: "db", maxConnections: 2, env: {} });
  const target = sqlTarget(database, capabilities.postgres);
  await expect(target.loader(entityOf("Nowhere"))).rejects.toMatchObject({ kind: "connection" });
  await target.close();
});
