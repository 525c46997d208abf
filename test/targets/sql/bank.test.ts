// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Update } from "../../../src/expressions/ast.ts";
import { parseUpdate } from "../../../src/expressions/parse.ts";
import type { Entity, Isolation } from "../../../src/scenario/scenario.ts";
import type { Outcome, Prepared, Transact } from "../../../src/targets/target.ts";
import { uniqueTable } from "../../support/engine.ts";
import { entityOf, range, schemaOf, scopeOf, templateOf, uniform } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

const accounts = 5;
const perAccount = 100;

describeStores("transfers that read balances and write them back", open => {
  let store: Store;
  let account: Entity;
  let read: Prepared;
  let write: Prepared;

  beforeAll(async () => {
    store = await open();
    account = entityOf(uniqueTable("Bank"), {
      Owner: "bank",
      Id: "account-${i}",
      Balance: perAccount,
    });
    await store.target.ensureTable(schemaOf(account.table), {
      attributes: new Map([["Balance", "N"]]),
    });
    const get = { kind: "get", entity: account, pick: uniform, consistent: true } as const;
    read = await store.target.prepare(get, { capture: true });
    const { update, parameters } = openUpdate();
    write = await store.target.prepare({
      kind: "update",
      entity: account,
      pick: uniform,
      update,
      parameters,
    });
  });
  afterAll(() => store?.close());

  beforeEach(async () => {
    const loader = await store.target.loader(account);
    await loader.write({ ...scopeOf(0), indexes: range(0, accounts) });
  });

  const balances = async () => {
    const scope = { ...scopeOf(0), indexes: range(0, accounts) };
    const items = await store.target.reader.fetch(account, scope);
    return items.map(item => Number((item?.Balance as { N: string } | undefined)?.N));
  };
  const sum = async () => (await balances()).reduce((all, each) => all + each, 0);

  /** Reads both balances, waits, and writes both. */
  const transfer = (
    transact: Transact,
    from: number,
    to: number,
    meanwhile?: () => Promise<void>,
  ) =>
    transact(async within => {
      const outcomes: Outcome[] = [];
      const step = async (prepared: Prepared, index: number, vars = {}) => {
        const outcome = await prepared(scopeOf(index, { vars }), undefined, within);
        outcomes.push(outcome);
        return outcome;
      };
      const held = async (index: number) => {
        const { captured } = await step(read, index);
        return captured instanceof Map ? Number(captured.get("Balance")) : Number.NaN;
      };
      const left = await held(from);
      const right = await held(to);
      await meanwhile?.();
      if (outcomes.every(({ status }) => status === "ok")) {
        const wrote = await step(write, from, { balance: left - 10 });
        if (wrote.status === "ok") await step(write, to, { balance: right + 10 });
      }
      const last = outcomes.at(-1);
      if (last === undefined) throw new Error("a transfer without steps");
      return { ...last, attempts: outcomes.length, requests: outcomes.length };
    });

  const transactions = (isolation: Isolation, retryConflicts: number) =>
    store.target.prepareTransaction?.(isolation, { retryConflicts }) as Promise<Transact>;

  /** Two transfers from one account, of which both have read before either writes. */
  const twoAtOnce = async (transact: Transact) => {
    let open: () => void = () => undefined;
    const bothRead = new Promise<void>(resolve => {
      open = resolve;
    });
    let reading = 0;
    const meet = async () => {
      reading += 1;
      if (reading === 2) open();
      await bothRead;
    };
    return Promise.all([transfer(transact, 0, 1, meet), transfer(transact, 0, 2, meet)]);
  };

  it("make money of nothing under read-committed", async () => {
    const outcomes = await twoAtOnce(await transactions("read-committed", 100));
    expect(outcomes).toMatchObject([
      { status: "ok", conflicts: 0 },
      { status: "ok", conflicts: 0 },
    ]);
    expect(await balances()).toEqual([90, 110, 110, 100, 100]);
  });

  it("keep the sum under serializable, where one of two is tried again", async () => {
    const outcomes = await twoAtOnce(await transactions("serializable", 100));
    expect(outcomes.map(({ status }) => status)).toEqual(["ok", "ok"]);
    expect(Math.max(...outcomes.map(({ conflicts }) => conflicts))).toBeGreaterThan(0);
    const again = outcomes.find(({ conflicts }) => conflicts > 0);
    expect(again?.requests).toBe(4);
    expect(again?.attempts).toBeGreaterThan(4);
    expect(await balances()).toEqual([80, 110, 110, 100, 100]);
  });

  it("fail with the engine's code where nobody tries again, and leave nothing", async () => {
    const outcomes = await twoAtOnce(await transactions("serializable", 0));
    const failed = outcomes.filter(({ status }) => status === "failed");
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ items: 0, conflicts: 1 });
    expect(failed[0]?.code).toMatch(/^(40001|40P01|ER_LOCK_DEADLOCK|ER_CHECKREAD)$/);
    expect(await sum()).toBe(accounts * perAccount);
  });

  it("keep the sum however many there are", async () => {
    const transact = await transactions("serializable", 200);
    const work = range(0, 48).map(n => [n % accounts, (n * 7 + 1) % accounts] as const);
    const pairs = work.filter(([from, to]) => from !== to);
    const outcomes: Outcome[] = [];
    const next = pairs[Symbol.iterator]();
    await Promise.all(
      range(0, 6).map(async () => {
        for (const [from, to] of next) outcomes.push(await transfer(transact, from, to));
      }),
    );
    expect(outcomes.every(({ status }) => status === "ok")).toBe(true);
    expect(outcomes).toHaveLength(pairs.length);
    expect(await sum()).toBe(accounts * perAccount);
  });

  it("roll back when a step fails, and throw what the body throws", async () => {
    const transact = await transactions("serializable", 0);
    const outcome = await transact(async within => {
      await write(scopeOf(0, { vars: { balance: 1 } }), undefined, within);
      return write(scopeOf(1, { vars: { balance: "text" } }), undefined, within);
    });
    expect(outcome).toMatchObject({ status: "failed", code: "TypeMismatch" });
    const broken = new Error("broken");
    await expect(
      transact(async within => {
        await write(scopeOf(0, { vars: { balance: 1 } }), undefined, within);
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(await sum()).toBe(accounts * perAccount);
  });
});

/** `SET Balance = ${balance}`. */
function openUpdate() {
  const update: Update = parseUpdate("SET Balance = ${balance}", { parameters: true });
  const [clause] = update;
  if (clause?.kind !== "set" || clause.value.kind !== "parameter") throw new Error("no parameter");
  const parameters = new Map([[clause.value, templateOf("${balance}", ["balance"])]]);
  return { update, parameters };
}
