// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { beforeAll, describe, expect, it } from "vitest";
import { parseCondition, parseProjection } from "../../src/expressions/parse.ts";
import type { Action, Entity, QueryAction, ScanAction } from "../../src/scenario/scenario.ts";
import type { Outcome, PrepareOptions, Target } from "../../src/targets/target.ts";
import { ExactNumber } from "../../src/template/scope.ts";
import type { Item } from "../../src/values/attribute.ts";
import {
  attributes,
  entityOf,
  openCondition,
  range,
  schemaOf,
  scopeOf,
  templateOf,
  uniform,
} from "./things.ts";
import type { Ways } from "./ways.ts";

/** What every target does alike when it reads: pages, statements, what is kept, and the reader. */
export function describeReads(subject: () => Target, ways: Ways): void {
  const { table } = ways;

  describe("reads", () => {
    let target: Target;
    /** Twenty items of one owner. */
    let entry: Entity;

    const perform = async (
      action: Action,
      options: PrepareOptions = {},
      vars = {},
    ): Promise<Outcome> => (await target.prepare(action, options))(scopeOf(0, { vars }));

    const write = async (entity: Entity, indexes: readonly number[]) => {
      const loader = await target.loader(entity);
      await loader.write({ ...scopeOf(0), indexes });
    };

    beforeAll(async () => {
      target = subject();
      entry = entityOf(table(), { Owner: "log", Id: "e-${pad(i, 3)}", Count: "${i}" });
      await target.ensureTable(schemaOf(entry.table), { attributes });
      await write(entry, range(0, 20));
    });

    describe("pages", () => {
      const all = Number.POSITIVE_INFINITY;
      const query = (more: Partial<QueryAction>): QueryAction => ({
        kind: "query",
        table: entry.table,
        where: parseCondition("Owner = 'log'"),
        descending: false,
        consistent: true,
        pages: 1,
        ...more,
      });
      const scan = (more: Partial<ScanAction>): ScanAction => ({
        kind: "scan",
        table: entry.table,
        consistent: true,
        pages: 1,
        ...more,
      });

      /** What so many pages take: a request each, or one for all. */
      const taking = (requests: number) =>
        ways.pages === "requests" ? { attempts: requests, requests } : { attempts: 1 };

      it("count as one operation that reads up to so many", async () => {
        for (const make of [query, scan]) {
          expect(await perform(make({ limit: 6 }))).toMatchObject({ items: 6, attempts: 1 });
          const three = await perform(make({ limit: 6, pages: 3 }));
          expect(three).toMatchObject({ status: "ok", items: 18, ...taking(3) });
          const whole = await perform(make({ limit: 6, pages: all }));
          expect(whole).toMatchObject({ status: "ok", items: 20, ...taking(4) });
        }
      });

      it("are counted before they are filtered", async () => {
        const filter = parseCondition("Count in (1, 4, 7, 15)");
        for (const make of [query, scan]) {
          expect(await perform(make({ limit: 6, filter }))).toMatchObject({ items: 2 });
          expect(await perform(make({ limit: 6, pages: 2, filter }))).toMatchObject({ items: 3 });
        }
      });

      it("come filtered, and their items in order", async () => {
        const filter = parseCondition("Count >= 12");
        const select = parseProjection("Count");
        const action = query({ limit: 5, pages: all, filter, select, descending: true });
        const outcome = await perform(action, { capture: true });
        expect(outcome).toMatchObject({ items: 8 });
        expect(outcome.captured).toEqual(
          range(12, 20)
            .toReversed()
            .map(count => new Map([["Count", count]])),
        );
      });

      it("all ask the same, whatever the clock says meanwhile", async () => {
        const { condition: where, parameters } = openCondition("Owner = 'log' and Id < ${at}", [
          "at",
        ]);
        const filter = openCondition("Count < ${now()}", []);
        const both = new Map([...parameters, ...filter.parameters]);
        const action = query({
          where,
          filter: filter.condition,
          parameters: both,
          limit: 2,
          pages: all,
        });
        let clock = 0;
        const prepared = await target.prepare(action);
        const scope = { ...scopeOf(0, { vars: { at: "e-999" } }), now: () => (clock += 5) };
        // As of the first page all counts below 5 are there; were it 10 by the second, more would be.
        expect(await prepared(scope)).toMatchObject({ status: "ok", items: 5, ...taking(11) });
      });
    });

    describe("conditions", () => {
      it.each([
        ["Count between 3 and 5", 3],
        ["Count in (1, 2, 99)", 2],
        ["not (Count < 15 or Count = 19)", 4],
        ["Count = '5'", 0],
        ["begins_with(Id, 'e-01')", 10],
        ["begins_with(Id, '')", 20],
        ["contains(Id, '-00')", 10],
        ["contains(Id, '%')", 0],
        ["size(Id) = 5 and size(Owner) < size(Id)", 20],
        ["Id > 'e-014'", 5],
        ["Quantity = 1", 0],
        ["not Quantity = 1", 20],
        ["Quantity <> 1", 20],
        ["not Quantity <> 1", 0],
        ["Quantity = Balance", 0],
        ["attribute_exists(Count) and attribute_not_exists(Quantity)", 20],
        ["attribute_exists(Quantity) or Count = 7", 1],
      ])("%s", async (text, items) => {
        const filter = parseCondition(text);
        const scan = { kind: "scan", table: entry.table, consistent: true, pages: 1 } as const;
        expect(await perform({ ...scan, filter })).toMatchObject({ status: "ok", items });
      });
    });

    describe("statement", () => {
      const statement = (kind: keyof Ways["statements"], ...values: unknown[]): Action => ({
        kind: "statement",
        texts: {
          [ways.dialect]: {
            pieces: ways.statements[kind].replace("THINGS", `"${entry.table}"`).split("?"),
            values: values.map(each => templateOf(each, ["who", "least"])),
            readOnly: kind === "read",
          },
        },
        consistent: true,
        pages: 1,
      });

      it("reads with the values of the draw, in their types", async () => {
        const action = statement("read", "${who}", "${least}");
        const vars = { who: "log", least: 15 };
        const outcome = await perform(action, { capture: true }, vars);
        expect(outcome).toMatchObject({ status: "ok", items: 5, attempts: 1 });
        const counts = (outcome.captured as ReadonlyMap<string, unknown>[]).map(each =>
          each.get("Count"),
        );
        expect(counts.sort()).toEqual(range(15, 20));
        expect(await perform(action, {}, { who: "nobody", least: 0 })).toMatchObject({ items: 0 });
      });

      it("writes one item, and tells where there was none to write", async () => {
        const insert = statement("insert", "${who}");
        expect(await perform(insert, {}, { who: "one" })).toMatchObject({ status: "ok", items: 1 });
        expect(await perform(insert, {}, { who: "one" })).toMatchObject({
          status: "failed",
          code: ways.outcomes.insertedTwice,
          items: 0,
        });
        const update = statement("update", "${who}");
        expect(await perform(update, {}, { who: "one" })).toMatchObject({ status: "ok", items: 1 });
        expect(await perform(update, {}, { who: "two" })).toMatchObject(ways.outcomes.updatedNone);
        expect(await perform(statement("remove"))).toMatchObject({ status: "ok", items: 1 });
      });
    });

    describe("what is kept of a read", () => {
      const get = { kind: "get", pick: uniform, consistent: true } as const;

      it("is the item with its exact values, or null", async () => {
        const things = entityOf(table(), {
          Owner: "kept",
          Id: "id-${i}",
          Text: "é 🙂",
          Long: 12345678901234567890n,
          Small: 0.1,
          Bytes: "${bytes(300)}",
          Flag: false,
          Nothing: null,
          List: [1, "a", null, true],
          Map: { constructor: 1, b: "own" },
        });
        await target.ensureTable(schemaOf(things.table), { attributes });
        await write(things, [1]);
        const prepared = await target.prepare({ ...get, entity: things }, { capture: true });
        const { captured } = await prepared(scopeOf(1));
        const bytes = things.item.attributes.get("Bytes")?.evaluate(scopeOf(1));
        expect(captured).toEqual(
          new Map<string, unknown>([
            ["Owner", "kept"],
            ["Id", "id-1"],
            ["Text", "é 🙂"],
            ["Long", new ExactNumber("12345678901234567890")],
            ["Small", 0.1],
            ["Bytes", Buffer.from(bytes as Uint8Array)],
            ["Flag", false],
            ["Nothing", null],
            ["List", [1, "a", null, true]],
            [
              "Map",
              new Map<string, unknown>([
                ["constructor", 1],
                ["b", "own"],
              ]),
            ],
          ]),
        );
        expect((await prepared(scopeOf(2))).captured).toBeNull();
      });

      it("is nothing unless it was asked for", async () => {
        expect(await perform({ ...get, entity: entry })).not.toHaveProperty("captured");
      });

      it("is a list of the items that a batch found", async () => {
        const action = { kind: "batchGet", entity: entry, pick: uniform, size: 3 } as const;
        const prepared = await target.prepare({ ...action, consistent: true }, { capture: true });
        const outcome = await prepared(scopeOf(0, { indexes: [3, 4, 99] }));
        expect(outcome).toMatchObject({ status: "ok", items: 2 });
        const counts = (outcome.captured as ReadonlyMap<string, number>[]).map(each =>
          each.get("Count"),
        );
        expect(counts.sort()).toEqual([3, 4]);
      });
    });

    describe("the reader", () => {
      const scanned = async (request: Parameters<Target["reader"]["scan"]>[0]) => {
        const pages: (readonly Item[])[] = [];
        for await (const page of target.reader.scan(request)) pages.push(page);
        return pages;
      };

      it("describes a table, and names the one that was meant", async () => {
        const schema = await target.reader.describe(entry.table);
        expect(schema).toMatchObject({ table: entry.table, key: schemaOf(entry.table).key });
        await expect(target.reader.describe(`${entry.table}x`)).rejects.toMatchObject({
          hint: `did you mean ${entry.table}?`,
        });
      });

      it("fetches items in the order asked for, however many, and says which are missing", async () => {
        const indexes = [...range(10, 25), 10, ...range(1_000, 1_150), 0];
        const items = await target.reader.fetch(entry, { ...scopeOf(0), indexes });
        expect(items.map(item => item?.Count)).toEqual(
          indexes.map(index => (index < 20 ? { N: `${index}` } : undefined)),
        );
        const some = { ...scopeOf(0), indexes: [4, 99, 2] };
        const together = await target.reader.fetch(entry, some, { snapshot: true });
        expect(together.map(item => item?.Count)).toEqual([{ N: "4" }, undefined, { N: "2" }]);
        const none = { ...scopeOf(0), indexes: [] };
        expect(await target.reader.fetch(entry, none, { snapshot: true })).toEqual([]);
      });

      it("scans what a condition holds for, or what it does not hold for", async () => {
        const { condition: where, parameters } = openCondition("Count >= ${10 + 5}", []);
        const request = { table: entry.table, where, parameters, select: ["Count"] };
        const counts = async (negate: boolean) =>
          (await scanned({ ...request, negate }))
            .flat()
            .map(item => Number(JSON.stringify(item).match(/\d+/)?.[0]));
        expect((await counts(false)).sort((a, b) => a - b)).toEqual(range(15, 20));
        expect((await counts(true)).sort((a, b) => a - b)).toEqual(range(0, 15));
      });

      it("takes what lacks an attribute for something that a condition on it does not hold for", async () => {
        const lacking = entityOf(table(), { Owner: "o", Id: "${text(3)}" });
        await target.ensureTable(schemaOf(lacking.table), { attributes });
        await write(lacking, [0]);
        const where = parseCondition("Quantity >= 0");
        const [page] = await scanned({ table: lacking.table, where, negate: true });
        expect(page).toHaveLength(1);
      });

      it("scans in pages", async () => {
        const { items, characters } = ways.largePage;
        const text = `\${text(${characters})}`;
        const big = entityOf(table(), { Owner: "big", Id: "id-${i}", Text: text });
        await target.ensureTable(schemaOf(big.table), { attributes });
        await write(big, range(0, items));
        const pages = await scanned({ table: big.table, select: ["Id"] });
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.flat()).toHaveLength(items);
      });

      it("is told when a scan makes no sense", async () => {
        const where = parseCondition(ways.nonsense.where);
        const { select } = ways.nonsense;
        await expect(scanned({ table: entry.table, where, select })).rejects.toMatchObject({
          kind: expect.any(String),
        });
      });

      it("stops when its signal says so", async () => {
        const stopped = AbortSignal.abort();
        const scope = { ...scopeOf(0), indexes: [1] };
        const interrupted = { kind: "interrupted" };
        await expect(target.reader.fetch(entry, scope, { signal: stopped })).rejects.toMatchObject(
          interrupted,
        );
        await expect(
          target.reader.fetch(entry, scope, { signal: stopped, snapshot: true }),
        ).rejects.toMatchObject(interrupted);
        const first = target.reader.scan({ table: entry.table }, stopped)[Symbol.asyncIterator]();
        await expect(first.next()).rejects.toMatchObject(interrupted);
      });
    });
  });
}
