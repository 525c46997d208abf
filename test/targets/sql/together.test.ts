// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseUpdate } from "../../../src/expressions/parse.ts";
import type { Attributes } from "../../../src/scenario/attributes.ts";
import type { Entity, TransactWriteMember } from "../../../src/scenario/scenario.ts";
import { uniqueTable } from "../../support/engine.ts";
import { entityOf, range, schemaOf, scopeOf, uniform } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

const attributes: Attributes = new Map([
  ["Count", "N"],
  ["Note", "S"],
]);

describeStores("a transaction that needs no answers", (open, engine) => {
  let store: Store;
  let entity: Entity;

  beforeAll(async () => {
    store = await open();
    entity = entityOf(uniqueTable("Together"), {
      Owner: "o",
      Id: "item-${i}",
      Count: 3,
      Note: "n",
    });
    await store.target.ensureTable(schemaOf(entity.table), { attributes });
  });
  afterAll(() => store?.close());

  const member = fc.oneof(
    fc.constantFrom("put" as const, "delete" as const).map(kind => ({ kind })),
    fc
      .constantFrom("ADD Count 2", "SET Note = 'm'", "REMOVE Note ADD Count -4", "SET Count = 8")
      .map(text => ({ kind: "update" as const, update: parseUpdate(text) })),
  );
  const stored = async () =>
    store.target.reader.fetch(entity, { ...scopeOf(0), indexes: range(0, 6) });
  const lay = async (there: ReadonlySet<number>) => {
    for (const index of range(0, 6)) {
      const kind = there.has(index) ? ("put" as const) : ("delete" as const);
      await (await store.target.prepare({ kind, entity, pick: uniform }))(scopeOf(index));
    }
  };

  it("writes the same as one within a transaction, whatever is there", async () => {
    const within = await store.target.prepareTransaction?.("read-committed", {});
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
        fc.array(member, { minLength: 4, maxLength: 4 }),
        fc.subarray(range(0, 6)),
        async (indexes, drawn, there) => {
          const members = indexes.map(
            (_, at) => ({ ...drawn[at], entity, pick: uniform }) as TransactWriteMember,
          );
          const write = await store.target.prepare({ kind: "transactWrite", members });
          const scope = scopeOf(0, { indexes });
          await lay(new Set(there));
          const slow = await within?.(async each => write(scope, undefined, each));
          const expected = await stored();
          await lay(new Set(there));
          const { status, items } = await write(scope);
          expect({ status, items }).toEqual({ status: slow?.status, items: slow?.items });
          expect(await stored()).toEqual(expected);
        },
      ),
      { numRuns: 40, seed: 4 },
    );
  });

  it("writes nothing where one of its members fails", async () => {
    const { target, database } = store;
    const bounded = entityOf(uniqueTable("Bounded"), { Owner: "o", Id: "item-${i}", Count: 3 });
    await target.ensureTable(schemaOf(bounded.table), { attributes });
    const name = engine === "postgres" ? `"${bounded.table}"` : `\`${bounded.table}\``;
    const rule = `ALTER TABLE ${name} ADD CHECK (${engine === "postgres" ? '"Count"' : "Count"} >= 0)`;
    expect(await database.run({ text: rule, readOnly: false }, [])).toMatchObject({
      outcome: "ok",
    });
    const add = (by: number): TransactWriteMember => ({
      kind: "update",
      entity: bounded,
      pick: uniform,
      update: parseUpdate(`ADD Count ${by}`),
    });
    await (await target.prepare({ kind: "put", entity: bounded, pick: uniform }))(scopeOf(1));
    const move = await target.prepare({ kind: "transactWrite", members: [add(2), add(-2)] });
    const counts = async () =>
      (await target.reader.fetch(bounded, { ...scopeOf(0), indexes: [0, 1] })).map(
        item => item?.Count,
      );
    // The rule is asked of what the item becomes, not of what would be made of none.
    expect(await move(scopeOf(0, { indexes: [0, 1] }))).toMatchObject({ status: "ok", items: 2 });
    expect(await counts()).toEqual([{ N: "2" }, { N: "1" }]);
    expect(await move(scopeOf(0, { indexes: [0, 1] }))).toMatchObject({
      status: "failed",
      items: 0,
    });
    expect(await counts()).toEqual([{ N: "2" }, { N: "1" }]);
  });

  it("does not lock out another that writes the same items the other way round", async () => {
    await lay(new Set(range(0, 6)));
    const add = {
      kind: "update",
      entity,
      pick: uniform,
      update: parseUpdate("ADD Count 1"),
    } as const;
    const write = await store.target.prepare({ kind: "transactWrite", members: [add, add] });
    const ways = [
      [0, 1],
      [1, 0],
    ];
    const all = range(0, 200).map(n => write(scopeOf(0, { indexes: ways[n % 2] ?? [] })));
    const ended = await Promise.all(all);
    expect(new Set(ended.map(({ status, conflicts }) => `${status} ${conflicts}`))).toEqual(
      new Set(["ok 0"]),
    );
    expect((await stored()).slice(0, 2).map(item => item?.Count)).toEqual([
      { N: "203" },
      { N: "203" },
    ]);
  });
});
