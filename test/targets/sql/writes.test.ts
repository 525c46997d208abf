// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCondition, parseUpdate } from "../../../src/expressions/parse.ts";
import type { Action, Entity, TransactWriteMember } from "../../../src/scenario/scenario.ts";
import { uniqueTable } from "../../support/engine.ts";
import { entityOf, range, schemaOf, scopeOf, uniform } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

describeStores("writes", (open, engine) => {
  let store: Store;
  let table: string;
  let entity: Entity;

  beforeAll(async () => {
    store = await open();
    table = uniqueTable("Writes");
    await store.target.ensureTable(schemaOf(table), {
      attributes: new Map([
        ["Text", "S"],
        ["Count", "N"],
        ["Other", "N"],
        ["Flag", "BOOL"],
        ["Bytes", "B"],
        ["List", "document"],
      ]),
    });
    entity = entityOf(table, { Owner: "o", Id: "id-${i}", Count: "${i}", Other: 1 });
  });
  afterAll(() => store?.close());

  const perform = async (action: Action, index: number) =>
    (await store.target.prepare(action))(scopeOf(index));
  const stored = async (index: number) =>
    (await store.target.reader.fetch(entity, { ...scopeOf(0), indexes: [index] }))[0];
  const put = (item: Record<string, unknown>): Action => ({
    kind: "put",
    entity: entityOf(table, { Owner: "o", Id: "id-${i}", ...item }),
    pick: uniform,
  });

  describe("of values that do not fit", () => {
    it.each([
      ["a number into text", { Text: 5 }],
      ["text into a number", { Count: "5" }],
      ["null into text", { Text: null }],
      ["a list into binary", { Bytes: [1] }],
      ["a number into a truth value", { Flag: 1 }],
    ])("%s are failures of their own, and never cast", async (_, item) => {
      expect(await perform(put(item), 900)).toMatchObject({
        status: "failed",
        code: "TypeMismatch",
        items: 0,
      });
      expect(await stored(900)).toBeUndefined();
    });

    it("nor are numbers that a column would round", async () => {
      const rounding = uniqueTable("Rounding");
      const columns = `"Owner" varchar(40), "Id" varchar(40), "Price" decimal(6,2), "Whole" int, PRIMARY KEY ("Owner", "Id")`;
      const text = `CREATE TABLE "${rounding}" (${columns})`;
      await store.database.run({ text, readOnly: false }, []);
      const write = async (item: Record<string, unknown>) =>
        perform(
          {
            kind: "put",
            entity: entityOf(rounding, { Owner: "o", Id: "i", ...item }),
            pick: uniform,
          },
          0,
        );
      expect(await write({ Price: 1234.5, Whole: 2_147_483_647 })).toMatchObject({ status: "ok" });
      for (const item of [{ Price: 1.005 }, { Price: 12345 }, { Whole: 1.5 }, { Whole: 3e9 }]) {
        expect(await write(item)).toMatchObject({ status: "failed", code: "TypeMismatch" });
      }
    });
  });

  it("finds numbers again as their columns keep them", async () => {
    const kept = uniqueTable("Kept");
    const float = engine === "postgres" ? "real" : "float";
    const columns = `"Owner" varchar(40), "Id" varchar(40), "Share" ${float}, "Whole" bigint, PRIMARY KEY ("Owner", "Id")`;
    await store.database.run({ text: `CREATE TABLE "${kept}" (${columns})`, readOnly: false }, []);
    const numbers = entityOf(kept, { Owner: "o", Id: "i", Share: 0.1, Whole: 1 });
    const base = { entity: numbers, pick: uniform } as const;
    expect(await perform({ kind: "put", ...base }, 0)).toMatchObject({ status: "ok" });
    const update = parseUpdate("SET Share = 0.3, Whole = 1E18");
    const condition = parseCondition("Share = 0.1 and Share <= 0.1 and Share in (0.1, 7)");
    expect(await perform({ kind: "update", ...base, update, condition }, 0)).toMatchObject({
      status: "ok",
    });
    const [item] = await store.target.reader.fetch(numbers, { ...scopeOf(0), indexes: [0] });
    expect(item).toMatchObject({ Share: { N: "0.3" }, Whole: { N: "1000000000000000000" } });
  });

  it("keeps digits, bytes and documents as they are", async () => {
    const item = {
      Text: "quoted \" ' \\ é 🙂 \u0001",
      Count: 12345678901234567890123456789n,
      Bytes: { $b: "AAH/" },
      Flag: false,
      List: [1.5, { a: { $ss: ["x", "y"] } }, null],
    };
    expect(await perform(put(item), 1)).toMatchObject({ status: "ok", items: 1, attempts: 1 });
    expect(await stored(1)).toEqual({
      Owner: { S: "o" },
      Id: { S: "id-1" },
      Text: { S: item.Text },
      Count: { N: "12345678901234567890123456789" },
      Bytes: { B: "AAH/" },
      Flag: { BOOL: false },
      List: { L: [{ N: "1.5" }, { M: { a: { SS: ["x", "y"] } } }, { NULL: true }] },
    });
  });

  it("refuses an attribute without a column before anything is sent", async () => {
    await expect(store.target.prepare(put({ Nowhere: 1 }))).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("no column Nowhere"),
      hint: expect.stringContaining("ADD COLUMN"),
    });
  });

  it.each([
    "SET List[0] = 1",
    "SET List = list_append(List, List)",
    "ADD List <<'x'>>",
    "DELETE List <<'x'>>",
    "SET Id = 'x'",
    "SET Nowhere = 1",
    "SET Text = Count",
    "SET Text = Text + 1",
    "SET Count = 1, Count = 2",
  ])("refuses %s when it is prepared", async text => {
    const update = parseUpdate(text);
    await expect(
      store.target.prepare({ kind: "update", entity, pick: uniform, update }),
    ).rejects.toMatchObject({ kind: "invalid" });
  });

  it.each(["List[0] = 1", "List = Text", "contains(List, 'x')", "size(List) > 1"])(
    "refuses the condition %s when it is prepared",
    async text => {
      const condition = parseCondition(text);
      await expect(
        store.target.prepare({ kind: "delete", entity, pick: uniform, condition }),
      ).rejects.toMatchObject({ kind: "invalid", hint: expect.any(String) });
    },
  );

  describe("update", () => {
    it("changes what is there by one statement", async () => {
      await perform(put({ Count: 1 }), 10);
      const update = parseUpdate("ADD Count 5");
      const action: Action = { kind: "update", entity, pick: uniform, update };
      const outcome = await perform(action, 10);
      expect(outcome).toMatchObject({ status: "ok", attempts: 1, items: 1 });
      expect(outcome).not.toHaveProperty("requests");
      expect(await stored(10)).toMatchObject({ Count: { N: "6" } });
    });

    it("sees what was before it on each right side", async () => {
      await perform(put({ Count: 1, Other: 50 }), 11);
      const update = parseUpdate("SET Other = Count, Count = Count + 1");
      expect(await perform({ kind: "update", entity, pick: uniform, update }, 11)).toMatchObject({
        status: "ok",
      });
      expect(await stored(11)).toMatchObject({ Count: { N: "2" }, Other: { N: "1" } });
    });

    it("makes the item once, by however many at a time", async () => {
      const update = parseUpdate("ADD Count 1 SET Other = if_not_exists(Other, 7)");
      const add = await store.target.prepare({ kind: "update", entity, pick: uniform, update });
      const outcomes = await Promise.all(range(0, 8).map(() => add(scopeOf(12))));
      expect(outcomes.every(({ status }) => status === "ok")).toBe(true);
      expect(await stored(12)).toMatchObject({ Count: { N: "8" }, Other: { N: "7" } });
    });
  });

  it("lets one of many put what must not be there", async () => {
    const conditions = ["attribute_not_exists(Owner)", "attribute_not_exists(Count)"];
    for (const [position, text] of conditions.entries()) {
      const condition = parseCondition(text);
      const index = 50 + position;
      const action = await store.target.prepare({ kind: "put", entity, pick: uniform, condition });
      const outcomes = await Promise.all(range(0, 8).map(() => action(scopeOf(index))));
      expect(outcomes.filter(({ status }) => status === "ok")).toHaveLength(1);
      expect(outcomes.filter(({ conditionFailed }) => conditionFailed)).toHaveLength(7);
    }
  });

  it("tells a statement's safety: what is put or set twice is as if once, what is added is not", async () => {
    const seen: [string, boolean | undefined][] = [];
    const database = new Proxy(store.database, {
      get: (of, name) =>
        name === "run"
          ? (...all: Parameters<typeof store.database.run>) => {
              if (!all[0].readOnly) seen.push([all[0].text.split(" ")[0] ?? "", all[0].idempotent]);
              return of.run(...all);
            }
          : Reflect.get(of, name),
    });
    const { sqlTarget } = await import("../../../src/targets/sql/target.ts");
    const target = sqlTarget(database, store.target.capabilities);
    const condition = parseCondition("Count < 1000");
    const base = { entity, pick: uniform } as const;
    const update = (text: string) =>
      ({ kind: "update", update: parseUpdate(text), ...base }) as const;
    for (const action of [
      { kind: "put", ...base },
      { kind: "put", condition: parseCondition("attribute_exists(Owner)"), ...base },
      update("SET Count = 1 REMOVE Text"),
      update("ADD Count 1"),
      update("SET Count = Count + 1"),
      { ...update("SET Count = 1"), condition },
      { kind: "delete", ...base },
      { kind: "delete", condition, ...base },
    ] as const) {
      await (await target.prepare(action))(scopeOf(20));
    }
    expect(seen).toEqual([
      ["INSERT", true],
      ["UPDATE", false],
      ["UPDATE", true],
      ["UPDATE", false],
      ["UPDATE", false],
      ["UPDATE", false],
      ["DELETE", true],
      ["DELETE", false],
    ]);
  });

  describe("transactWrite", () => {
    const member = (update: string, condition?: string): TransactWriteMember => ({
      kind: "update",
      entity,
      pick: uniform,
      update: parseUpdate(update),
      ...(condition && { condition: parseCondition(condition) }),
    });
    const transact = async (members: readonly TransactWriteMember[], indexes: readonly number[]) =>
      (await store.target.prepare({ kind: "transactWrite", members }))(scopeOf(0, { indexes }));

    it("is undone by a member that counts with what is not there", async () => {
      await perform(put({ Count: 1 }), 30);
      const outcome = await transact(
        [member("ADD Count 1"), member("SET Count = Count + 1")],
        [30, 31],
      );
      expect(outcome).toMatchObject({
        status: "failed",
        code: "TransactionCanceled: ValidationError",
        items: 0,
        attempts: 1,
      });
      expect(await stored(30)).toMatchObject({ Count: { N: "1" } });
    });

    it("is a failure of its own for a value that does not fit", async () => {
      const wrong = entityOf(table, { Owner: "o", Id: "id-${i}", Text: "${i}" });
      const outcome = await transact(
        [member("ADD Count 1"), { kind: "put", entity: wrong, pick: uniform }],
        [30, 32],
      );
      expect(outcome).toMatchObject({ status: "failed", code: "TypeMismatch", items: 0 });
      expect(await stored(30)).toMatchObject({ Count: { N: "1" } });
    });

    it("sees no item of another's that it checks not to be there", async () => {
      const condition = parseCondition("attribute_not_exists(Owner)");
      const members: readonly TransactWriteMember[] = [
        { kind: "check", entity, pick: uniform, condition },
        { kind: "put", entity, pick: uniform },
      ];
      const write = await store.target.prepare({ kind: "transactWrite", members });
      for (const first of range(0, 30).map(n => 1_000 + 2 * n)) {
        // Each would have had to see the other's item.
        const outcomes = await Promise.all(
          [
            [first, first + 1],
            [first + 1, first],
          ].map(indexes => write(scopeOf(0, { indexes }))),
        );
        const ok = outcomes.filter(({ status }) => status === "ok");
        expect(ok.length).toBeLessThan(2);
      }
    });

    it("does not meet others that write the same items", async () => {
      const both = [member("ADD Count 1"), member("ADD Count 1")];
      await perform(put({ Count: 0 }), 40);
      await perform(put({ Count: 0 }), 41);
      const action = { kind: "transactWrite", members: both } as const;
      const write = await store.target.prepare(action);
      const outcomes = await Promise.all(
        range(0, 40).map(n => write(scopeOf(0, { indexes: n % 2 ? [40, 41] : [41, 40] }))),
      );
      // They take the items in one order, whichever the members have: so nobody is locked out.
      expect(outcomes.every(({ status, conflicts }) => status === "ok" && conflicts === 0)).toBe(
        true,
      );
      expect(await stored(40)).toMatchObject({ Count: { N: "40" } });
      expect(await stored(41)).toMatchObject({ Count: { N: "40" } });
    });
  });

  it.runIf(engine === "mysql")("refuses an update of two attributes by each other", async () => {
    const update = parseUpdate("SET Count = Other, Other = Count");
    await expect(
      store.target.prepare({ kind: "update", entity, pick: uniform, update }),
    ).rejects.toMatchObject({ kind: "invalid" });
  });
});
