// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCondition, parseProjection, parseUpdate } from "../../src/expressions/parse.ts";
import type { Action, Entity } from "../../src/scenario/scenario.ts";
import type { Outcome, Target } from "../../src/targets/target.ts";
import type { Scope } from "../../src/template/scope.ts";
import { describeReads } from "./reads.ts";
import {
  attributes,
  entityOf,
  openCondition,
  range,
  schemaOf,
  scopeOf,
  uniform,
} from "./things.ts";
import { describeTransactions } from "./transactions.ts";
import type { Ways } from "./ways.ts";

/** What every target does alike, on a real store. */
export function describeTarget(name: string, options: Ways): void {
  const { missing } = options;
  const skipped = missing === undefined ? "" : `: ${missing}`;
  describe.skipIf(missing)(`${name} as a target${skipped}`, () => {
    let target: Target;
    let entity: Entity;

    const perform = async (action: Action, scope: Scope): Promise<Outcome> =>
      (await target.prepare(action))(scope);

    beforeAll(async () => {
      target = await options.open();
      const table = options.table();
      entity = entityOf(table);
      await target.ensureTable(schemaOf(table), { attributes });
      const loader = await target.loader(entity);
      for (let first = 0; first < entity.count; first += loader.batchSize) {
        const indexes = range(first, Math.min(first + loader.batchSize, entity.count));
        await loader.write({ ...scopeOf(first), indexes });
      }
    });
    afterAll(() => target?.close());

    it("creates a table once and keeps one that is as it should be", async () => {
      const schema = schemaOf(options.table());
      expect(await target.ensureTable(schema, { attributes })).toBe("created");
      expect(await target.ensureTable(schema, { attributes })).toBe("exists");
    });

    it("refuses a table that differs, and says how", async () => {
      const table = options.table();
      await target.ensureTable(schemaOf(table), { attributes });
      await expect(target.ensureTable(schemaOf(table, "N"), { attributes })).rejects.toThrow(/Id/);
    });

    it("says which table is missing, and which was meant", async () => {
      const action = { kind: "get", pick: uniform, consistent: false } as const;
      const wrong = { ...entity, table: `${entity.table}x` };
      await expect(target.prepare({ ...action, entity: wrong })).rejects.toMatchObject({
        kind: "failed",
        message: expect.stringContaining(`${entity.table}x: no such table`),
        hint: `did you mean ${entity.table}?`,
      });
    });

    it("knows of a query before the first one that its table is missing", async () => {
      const where = parseCondition("Owner = 'x'");
      const query = {
        kind: "query",
        where,
        descending: false,
        consistent: false,
        pages: 1,
      } as const;
      const table = `${entity.table}x`;
      await expect(target.prepare({ ...query, table })).rejects.toMatchObject({
        hint: `did you mean ${entity.table}?`,
      });
    });

    it("refuses an entity without the table's key before anything is sent", async () => {
      const lacking = entityOf(entity.table, { Owner: "o" });
      await expect(target.loader(lacking)).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("lack Id"),
      });
    });

    it("refuses an entity whose key has another type", async () => {
      const wrong = entityOf(entity.table, { Owner: "o", Id: "${i}" });
      await expect(target.loader(wrong)).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringMatching(/Id is a number, but the key .* is a string/),
      });
    });

    describe("get", () => {
      const get = { kind: "get", pick: uniform, consistent: true } as const;

      it("counts an item that is there", async () => {
        expect(await perform({ ...get, entity }, scopeOf(7))).toMatchObject({
          status: "ok",
          items: 1,
          attempts: 1,
        });
      });

      it("counts none when there is none, which is no fault", async () => {
        const select = parseProjection("Note, Count");
        const outcome = await perform({ ...get, entity, select }, scopeOf(7_000));
        expect(outcome).toMatchObject({ status: "ok", items: 0 });
      });
    });

    describe("put", () => {
      const put = { kind: "put", pick: { kind: "new" } } as const;
      const get = { kind: "get", pick: uniform, consistent: true } as const;

      it("stores the item of the index", async () => {
        expect(await perform({ ...put, entity }, scopeOf(90))).toMatchObject({
          status: "ok",
          items: 1,
        });
        expect(await perform({ ...get, entity }, scopeOf(90))).toMatchObject({ items: 1 });
      });

      it("fails where its condition does not hold", async () => {
        const condition = parseCondition("attribute_not_exists(Owner)");
        const action: Action = { ...put, entity, condition };
        expect(await perform(action, scopeOf(91))).toMatchObject({ status: "ok" });
        expect(await perform(action, scopeOf(91))).toMatchObject({
          status: "failed",
          code: "ConditionalCheckFailedException",
          items: 0,
        });
      });
    });

    describe("update", () => {
      it("changes the item and leaves the rest, as later conditions see", async () => {
        const update = parseUpdate("SET Note = 'short' ADD Count 5");
        const action: Action = { kind: "update", entity, pick: uniform, update };
        expect(await perform(action, scopeOf(12))).toMatchObject({ status: "ok", items: 1 });
        const condition = parseCondition("Note = 'short' and Count = 17 and Owner = 'owner-1'");
        expect(await perform({ ...action, condition }, scopeOf(12))).toMatchObject({
          status: "ok",
        });
        expect(await perform({ ...action, condition }, scopeOf(12))).toMatchObject({
          status: "failed",
          code: "ConditionalCheckFailedException",
        });
      });
    });

    describe("delete", () => {
      it("takes the item away, once and again", async () => {
        const action: Action = { kind: "delete", entity, pick: { kind: "sequential" } };
        expect(await perform(action, scopeOf(49))).toMatchObject({ status: "ok" });
        expect(await perform(action, scopeOf(49))).toMatchObject({ status: "ok" });
        const get: Action = { kind: "get", entity, pick: uniform, consistent: true };
        expect(await perform(get, scopeOf(49))).toMatchObject({ items: 0 });
        const condition = parseCondition("attribute_exists(Owner)");
        expect(await perform({ ...action, condition }, scopeOf(49))).toMatchObject({
          status: "failed",
        });
      });
    });

    describe("query", () => {
      const query = { kind: "query", descending: false, consistent: false, pages: 1 } as const;

      it("finds what the variables of the draw say", async () => {
        const { condition: where, parameters } = openCondition(
          "Owner = ${owner} and Id >= ${least}",
          ["owner", "least"],
        );
        const prepared = await target.prepare({ ...query, table: entity.table, where, parameters });
        const found = async (owner: string, least: string) =>
          (await prepared(scopeOf(0, { vars: { owner, least } }))).items;
        expect(await found("owner-2", "id-")).toBe(10);
        expect(await found("owner-2", "id-0025")).toBe(5);
        expect(await found("nobody", "id-")).toBe(0);
      });

      it("gives a page, filtered, projected and in reverse", async () => {
        const where = parseCondition("Owner = 'owner-3'");
        const action: Action = { ...query, table: entity.table, where, limit: 4, descending: true };
        expect(await perform(action, scopeOf(0))).toMatchObject({ status: "ok", items: 4 });
        const filter = parseCondition("Count in (30, 31, 39)");
        const select = parseProjection("Note");
        const filtered: Action = { ...query, table: entity.table, where, filter, select };
        expect(await perform(filtered, scopeOf(0))).toMatchObject({ items: 3 });
      });

      it.runIf(options.queries === "by-key")(
        "fails with the store's code without a key",
        async () => {
          const where = parseCondition("Count = 1");
          const outcome = await perform({ ...query, table: entity.table, where }, scopeOf(0));
          expect(outcome).toMatchObject({ status: "failed", items: 0 });
          expect(outcome.code).toMatch(/./);
        },
      );
    });

    describe("batches", () => {
      const batchGet = { kind: "batchGet", pick: uniform, size: 5, consistent: true } as const;
      const batchWrite = { kind: "batchWrite", pick: { kind: "new" }, size: 5 } as const;

      it("writes the items of all indexes, and reads them", async () => {
        const scope = scopeOf(200, { indexes: [200, 201, 202, 203, 204] });
        expect(await perform({ ...batchWrite, entity }, scope)).toMatchObject({
          status: "ok",
          items: 5,
        });
        expect(await perform({ ...batchGet, entity }, scope)).toMatchObject({
          status: "ok",
          items: 5,
        });
      });

      it("counts items whose keys fall together once", async () => {
        const same = entityOf(entity.table, { Owner: "owner-9", Id: "id-${i % 3}", Count: "${i}" });
        const scope = scopeOf(0, { indexes: [0, 1, 2, 3, 4] });
        expect(await perform({ ...batchWrite, entity: same }, scope)).toMatchObject({
          status: "ok",
          items: 3,
        });
        expect(await perform({ ...batchGet, entity: same }, scope)).toMatchObject({
          status: "ok",
          items: 3,
        });
      });
    });

    describe("the loader", () => {
      it("writes full batches, the same again to the same effect", async () => {
        const loader = await target.loader(entity);
        const indexes = range(300, 300 + loader.batchSize);
        for (const _ of ["first", "again"]) {
          expect(await loader.write({ ...scopeOf(300), indexes })).toMatchObject({
            written: loader.batchSize,
            rejected: [],
          });
        }
        const size = loader.batchSize;
        const action = { kind: "batchGet", pick: uniform, size, consistent: true } as const;
        const outcome = await perform({ ...action, entity }, scopeOf(300, { indexes }));
        expect(outcome.items).toBe(loader.batchSize);
      });

      it("takes items whose keys fall together; the last one stays", async () => {
        const same = entityOf(entity.table, { Owner: "owner-8", Id: "one", Count: "${i}" });
        const loader = await target.loader(same);
        const indexes = [1, 2, 3];
        expect(await loader.write({ ...scopeOf(1), indexes })).toMatchObject({ written: 3 });
        const condition = parseCondition("Count = 3");
        const action: Action = { kind: "delete", entity: same, pick: uniform, condition };
        expect(await perform(action, scopeOf(0))).toMatchObject({ status: "ok" });
      });

      it.runIf(options.largestItem)(
        "rejects what is too large and stores the rest of the batch",
        async () => {
          const mixed = entityOf(entity.table, {
            Owner: "owner-7",
            Id: "id-${i}",
            Text: "${text(i * 150000)}",
            More: "${text(i * 150000)}",
          });
          const loader = await target.loader(mixed);
          const outcome = await loader.write({ ...scopeOf(0), indexes: [0, 1, 2] });
          expect(outcome).toMatchObject({
            written: 2,
            rejected: [{ position: 2, message: expect.stringMatching(options.largestItem ?? /./) }],
          });
        },
      );

      it("rejects an item that the store refuses, and stores the rest of the batch", async () => {
        const long = "${text(floor(10000 / (1 + i * i * i)))}";
        const mixed = entityOf(entity.table, { Owner: "owner-6", Id: long });
        const loader = await target.loader(mixed);
        const outcome = await loader.write({ ...scopeOf(0), indexes: [4, 0, 5] });
        expect(outcome).toMatchObject({ written: 2, rejected: [{ position: 1 }] });
      });
    });

    describeReads(() => target, options);
    describeTransactions(() => target, options);

    it("lets go of a request when its signal says so", async () => {
      const get: Action = { kind: "get", entity, pick: uniform, consistent: true };
      const prepared = await target.prepare(get);
      const outcome = await prepared(scopeOf(1), AbortSignal.abort());
      expect(outcome.status).not.toBe("ok");
      expect(outcome.code).toBe("Aborted");
    });

    it("lets go of asking about a table when its signal says so, and asks again", async () => {
      const later = entityOf(options.table());
      const get: Action = { kind: "get", entity: later, pick: uniform, consistent: true };
      const stop = AbortSignal.abort();
      const interrupted = { kind: "interrupted" };
      await expect(target.prepare(get, { signal: stop })).rejects.toMatchObject(interrupted);
      await expect(target.loader(later, stop)).rejects.toMatchObject(interrupted);
      await target.ensureTable(schemaOf(later.table), { attributes });
      expect((await (await target.prepare(get))(scopeOf(1))).status).toBe("ok");
    });

    it("ends with an error, not an outcome, when a template cannot be evaluated", async () => {
      const divided = entityOf(entity.table, { Owner: "o", Id: "id-${10 / (i - 5)}" });
      const prepared = await target.prepare({ kind: "put", entity: divided, pick: uniform });
      await expect(prepared(scopeOf(5))).rejects.toMatchObject({
        kind: "invalid",
        message: "item 5: division by zero",
      });
      const loader = await target.loader(divided);
      await expect(loader.write({ ...scopeOf(4), indexes: [4, 5] })).rejects.toMatchObject({
        message: "item 5: division by zero",
      });
    });
  });
}
