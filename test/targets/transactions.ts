// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { beforeAll, describe, expect, it } from "vitest";
import { parseCondition, parseUpdate } from "../../src/expressions/parse.ts";
import type { Action, Entity, TransactWriteMember } from "../../src/scenario/scenario.ts";
import type { Outcome, PrepareOptions, Target } from "../../src/targets/target.ts";
import {
  attributes,
  entityOf,
  openCondition,
  range,
  schemaOf,
  scopeOf,
  uniform,
} from "./things.ts";
import type { Ways } from "./ways.ts";

/** What every target does alike with several items at once. */
export function describeTransactions(subject: () => Target, { table }: Ways): void {
  describe("transactions", () => {
    let target: Target;
    let account: Entity;
    let transfer: Entity;

    const perform = async (
      action: Action,
      indexes: readonly number[],
      options: PrepareOptions = {},
      vars = {},
    ): Promise<Outcome> => (await target.prepare(action, options))(scopeOf(0, { indexes, vars }));

    const balances = async (...indexes: number[]) =>
      (await target.reader.fetch(account, { ...scopeOf(0), indexes })).map(item => item?.Balance);

    beforeAll(async () => {
      target = subject();
      account = entityOf(table(), { Owner: "bank", Id: "account-${i}", Balance: 100 });
      transfer = entityOf(table(), { Owner: "bank", Id: "transfer-${i}" });
      await target.ensureTable(schemaOf(account.table), { attributes });
      await target.ensureTable(schemaOf(transfer.table), { attributes });
      const loader = await target.loader(account);
      await loader.write({ ...scopeOf(0), indexes: range(0, 10) });
    });

    const move = (amount: number): readonly TransactWriteMember[] => [
      {
        kind: "update",
        entity: account,
        pick: uniform,
        update: parseUpdate(`SET Balance = Balance - ${amount}`),
        condition: parseCondition(`Balance >= ${amount}`),
      },
      {
        kind: "update",
        entity: account,
        pick: uniform,
        update: parseUpdate(`ADD Balance ${amount}`),
      },
      { kind: "put", entity: transfer, pick: { kind: "new" } },
      {
        kind: "check",
        entity: account,
        pick: uniform,
        condition: parseCondition("attribute_exists(Owner)"),
      },
    ];

    it("writes each member's own item, in two tables", async () => {
      const action: Action = { kind: "transactWrite", members: move(30) };
      expect(await perform(action, [1, 2, 500, 3])).toMatchObject({
        status: "ok",
        items: 3,
        attempts: 1,
        conflicts: 0,
      });
      expect(await balances(1, 2, 3)).toEqual([{ N: "70" }, { N: "130" }, { N: "100" }]);
      const made = { ...scopeOf(0), indexes: [500, 501] };
      const found = await target.reader.fetch(transfer, made);
      expect(found.map(item => item?.Id)).toEqual([{ S: "transfer-500" }, undefined]);
    });

    it("writes nothing when a condition does not hold, and says why", async () => {
      const action: Action = { kind: "transactWrite", members: move(1_000) };
      expect(await perform(action, [4, 5, 600, 6])).toMatchObject({
        status: "failed",
        code: "TransactionCanceled: ConditionalCheckFailed",
        conditionFailed: true,
        items: 0,
      });
      expect(await balances(4, 5)).toEqual([{ N: "100" }, { N: "100" }]);
    });

    it("fills each member's conditions from the draw and from its own item", async () => {
      const { condition, parameters } = openCondition(
        "Id = ${'account-' + i} and Balance > ${least}",
        ["least"],
      );
      const members: TransactWriteMember[] = [0, 1].map(() => ({
        kind: "check",
        entity: account,
        pick: uniform,
        condition,
        parameters,
      }));
      const action: Action = { kind: "transactWrite", members };
      const held = await perform(action, [7, 8], {}, { least: 99 });
      expect(held).toMatchObject({ status: "ok", items: 0 });
      const failed = await perform(action, [7, 8], {}, { least: 100 });
      expect(failed).toMatchObject({ status: "failed", conditionFailed: true });
    });

    it("makes a new transaction of each operation, however alike", async () => {
      const members: TransactWriteMember[] = [
        { kind: "update", entity: account, pick: uniform, update: parseUpdate("ADD Balance 1") },
      ];
      const add = await target.prepare({ kind: "transactWrite", members });
      for (const _ of range(0, 3)) await add(scopeOf(0, { indexes: [9] }));
      expect(await balances(9)).toEqual([{ N: "103" }]);
    });

    it("deletes and puts", async () => {
      const members: TransactWriteMember[] = [
        { kind: "put", entity: account, pick: uniform },
        { kind: "delete", entity: account, pick: uniform },
      ];
      const action: Action = { kind: "transactWrite", members };
      expect(await perform(action, [20, 0])).toMatchObject({ status: "ok", items: 2 });
      expect(await balances(20, 0)).toEqual([{ N: "100" }, undefined]);
    });

    it("reads items in the order of the members, null where there is none", async () => {
      const get = { kind: "get", pick: uniform, consistent: false } as const;
      const action: Action = {
        kind: "transactGet",
        members: [
          { ...get, entity: account },
          { ...get, entity: account },
          { ...get, entity: transfer },
        ],
      };
      const outcome = await perform(action, [7, 77, 500], { capture: true });
      expect(outcome).toMatchObject({ status: "ok", items: 2, attempts: 1 });
      const captured = outcome.captured as readonly (ReadonlyMap<string, unknown> | null)[];
      expect(captured.map(each => each?.get("Balance"))).toEqual([100, undefined, undefined]);
      expect(captured.map(each => each?.get("Id"))[2]).toBe("transfer-500");
      expect(captured[1]).toBeNull();
    });
  });
}
