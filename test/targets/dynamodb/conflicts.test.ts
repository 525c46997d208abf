// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterEach, describe, expect, it } from "vitest";
import { clientNames } from "../../../src/dynamodb/client.ts";
import { parseUpdate } from "../../../src/expressions/parse.ts";
import type { Action, Entity } from "../../../src/scenario/scenario.ts";
import { conflictBackoffMs } from "../../../src/targets/dynamodb/ledger.ts";
import type { Target } from "../../../src/targets/target.ts";
import { uniqueTable } from "../../support/engine.ts";
import type { Fault, FaultProxy } from "../../support/fault-proxy.ts";
import { entityOf, range, schemaOf, scopeOf, uniform } from "../things.ts";
import { cancelledByConflict, conflict, firstOf, Opened } from "./behind.ts";
import { partiql } from "./partiql.ts";

const opened = new Opened();
afterEach(() => opened.close());

/** Accounts of 100 each, stored. */
async function accounts(target: Target): Promise<Entity> {
  const entity = entityOf(uniqueTable(), { Owner: "bank", Id: "a-${i}", Balance: 100 });
  await target.ensureTable(schemaOf(entity.table));
  const loader = await target.loader(entity);
  await loader.write({ ...scopeOf(0), indexes: range(0, 4) });
  return entity;
}

const move = (entity: Entity): Action => ({
  kind: "transactWrite",
  members: ["ADD Balance -10", "ADD Balance 10"].map(text => ({
    kind: "update",
    entity,
    pick: uniform,
    update: parseUpdate(text),
  })),
});

const balances = async (target: Target, entity: Entity) => {
  const items = await target.reader.fetch(entity, { ...scopeOf(0), indexes: [0, 1] });
  return items.map(item => item?.Balance);
};

const tokens = ({ seen }: FaultProxy): readonly string[] =>
  seen
    .filter(({ operation }) => operation === "TransactWriteItems")
    .map(({ body }) => String(JSON.parse(body).ClientRequestToken));

for (const client of clientNames) {
  describe(`a transaction by ${client}, synthetic faults`, () => {
    it("is tried again after conflicts, with one token and the same words", async () => {
      const faults = firstOf("TransactWriteItems", cancelledByConflict, cancelledByConflict);
      const { target, proxy } = await opened.behind(faults, client);
      const entity = await accounts(target);
      const prepared = await target.prepare(move(entity), { retryConflicts: 3 });
      let clock = 0;
      const scope = { ...scopeOf(0, { indexes: [0, 1] }), now: () => clock++ };
      expect(await prepared(scope)).toMatchObject({ status: "ok", attempts: 3, conflicts: 2 });
      expect(new Set(tokens(proxy)).size).toBe(1);
      expect(tokens(proxy)).toHaveLength(3);
      const [first, ...others] = proxy.seen.filter(({ operation }) =>
        operation.startsWith("TransactW"),
      );
      expect(others.every(({ body }) => body === first?.body)).toBe(true);
      expect(await balances(target, entity)).toEqual([{ N: "90" }, { N: "110" }]);
      await prepared(scope);
      expect(new Set(tokens(proxy)).size).toBe(2);
    });

    it("is applied once, although its reply was cut off after the commit", async () => {
      const faults = firstOf("TransactWriteItems", { kind: "resetAfter" }, { kind: "resetAfter" });
      const { target } = await opened.behind(faults, client);
      const entity = await accounts(target);
      const prepared = await target.prepare(move(entity));
      const outcome = await prepared(scopeOf(0, { indexes: [0, 1] }));
      expect(outcome).toMatchObject({ status: "ok", attempts: 3, conflicts: 0 });
      expect(await balances(target, entity)).toEqual([{ N: "90" }, { N: "110" }]);
    });
  });
}

describe("conflicts, synthetic", () => {
  const actions: readonly [string, (entity: Entity) => Action][] = [
    ["GetItem", entity => ({ kind: "get", entity, pick: uniform, consistent: true })],
    ["PutItem", entity => ({ kind: "put", entity, pick: uniform })],
    [
      "UpdateItem",
      entity => ({ kind: "update", entity, pick: uniform, update: parseUpdate("ADD Balance 1") }),
    ],
    ["DeleteItem", entity => ({ kind: "delete", entity, pick: uniform })],
    ["BatchWriteItem", entity => ({ kind: "batchWrite", entity, pick: uniform, size: 2 })],
    [
      "TransactGetItems",
      entity => ({
        kind: "transactGet",
        members: [{ kind: "get", entity, pick: uniform, consistent: true }],
      }),
    ],
    [
      "ExecuteStatement",
      ({ table }) =>
        partiql(`UPDATE "${table}" SET Balance = 5 WHERE Owner = 'bank' AND Id = 'a-0'`),
    ],
  ];
  const each = scopeOf(0, { indexes: [0, 1] });

  it.each(actions)("%s is tried again as often as the operation may", async (operation, make) => {
    const fault: Fault = operation.startsWith("Transact") ? cancelledByConflict : conflict;
    let left = 0;
    const { target } = await opened.behind((_, asked) =>
      asked === operation && left-- > 0 ? fault : undefined,
    );
    const entity = await accounts(target);
    const twice = await target.prepare(make(entity), { retryConflicts: 2 });
    left = 2;
    expect(await twice(each)).toMatchObject({ status: "ok", attempts: 3, conflicts: 2 });
    left = 3;
    expect(await twice(each)).toMatchObject({
      status: "failed",
      code:
        fault === conflict
          ? "TransactionConflictException"
          : "TransactionCanceled: TransactionConflict",
      attempts: 3,
      conflicts: 3,
    });
    left = 1;
    const never = await target.prepare(make(entity));
    const outcome = await never(each);
    expect(outcome).toMatchObject({ status: "failed", attempts: 1, conflicts: 1 });
    expect(outcome).not.toHaveProperty("conditionFailed");
  });

  it("ends its waiting when its signal says so", async () => {
    const stop = new AbortController();
    let sent = 0;
    const { target } = await opened.behind((_, operation) => {
      if (operation !== "TransactWriteItems") return undefined;
      sent += 1;
      // By now it waits for up to 160 ms, and then would send again.
      if (sent === 5) setImmediate(() => stop.abort());
      return cancelledByConflict;
    });
    const entity = await accounts(target);
    const prepared = await target.prepare(move(entity), { retryConflicts: 100 });
    const outcome = await prepared(each, stop.signal);
    expect(outcome.status).not.toBe("ok");
    expect(sent).toBeLessThanOrEqual(6);
  });

  it("stays in doubt when a conflict follows a lost reply", async () => {
    const faults = firstOf("TransactWriteItems", { kind: "resetAfter" }, cancelledByConflict);
    const { target } = await opened.behind(faults);
    const entity = await accounts(target);
    const prepared = await target.prepare(move(entity));
    expect(await prepared(each)).toMatchObject({ status: "unknown", attempts: 2, conflicts: 1 });
  });

  it("waits ever longer, at most a second, and never the same", () => {
    for (const retry of range(1, 40)) {
      const ceilingMs = Math.min(1_000, 10 * 2 ** (retry - 1));
      const waits = range(0, 50).map(() => conflictBackoffMs(retry));
      expect(Math.max(...waits)).toBeLessThanOrEqual(ceilingMs);
      expect(Math.max(...waits)).toBeGreaterThan(ceilingMs / 2);
      expect(Math.min(...waits)).toBeLessThan(ceilingMs / 2);
    }
  });
});
