import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AimedScope } from "../../src/engine/aim.ts";
import { noteOf } from "../../src/engine/noting.ts";
import { createTransaction, type TransactionStep } from "../../src/engine/transaction.ts";
import { WrittenItems } from "../../src/engine/written-items.ts";
import { parseCondition } from "../../src/expressions/parse.ts";
import type { PutAction } from "../../src/scenario/scenario.ts";
import type { Outcome, Transact, Transaction } from "../../src/targets/target.ts";
import { entity, outcome } from "./scripted-target.ts";

const within: Transaction = { isolation: "serializable" };
const refused = outcome({
  status: "failed",
  code: "ConditionalCheckFailedException",
  conditionFailed: true,
});
const broken = outcome({ status: "failed", code: "22003" });

/** How a try ends whose steps were all ok. `conflict` begins it anew, as the target does. */
type Commit = "commit" | "conflict" | "refused" | "lost" | "lost but committed";

/** A store that has what was committed, and commits as its script says. */
class Store {
  readonly items = new Set<number>();
  readonly log: string[] = [];
  readonly #commits: Commit[];
  #pending: number[] = [];

  constructor(commits: readonly Commit[] = []) {
    this.#commits = [...commits];
  }

  put(index: number): void {
    this.#pending.push(index);
  }

  readonly transact: Transact = async body => {
    for (;;) {
      this.#pending = [];
      this.log.push("begin");
      const ended = await body(within);
      const commit = ended.status === "ok" ? (this.#commits.shift() ?? "commit") : "rolled back";
      this.log.push(commit);
      if (commit === "commit" || commit === "lost but committed") {
        for (const index of this.#pending) this.items.add(index);
      }
      if (commit === "conflict") continue;
      if (commit === "refused") return { ...ended, status: "failed", code: "40001" };
      if (commit.startsWith("lost")) return { ...ended, status: "unknown", code: "ConnectionLost" };
      return ended;
    }
  };
}

function scopes(count: number): AimedScope[] {
  const vars = {};
  return Array.from({ length: count }, (_, index) => ({
    seed: 1,
    index: 100 + index,
    vars,
    now: () => 0,
  }));
}

/** A put of a new item that ends as its script says, one end for each time it is performed. */
function put(
  store: Store,
  script: readonly Outcome[],
  change: Partial<TransactionStep> = {},
): TransactionStep {
  let turn = 0;
  return {
    restarts: 0,
    send: async (scope, _signal, transaction) => {
      expect(transaction).toBe(within);
      const ended = script[turn++] ?? outcome();
      if (ended.status === "ok") store.put(scope.index);
      return ended;
    },
    ...change,
  };
}

const session = entity({ count: 100 });
const action: PutAction = {
  kind: "put",
  entity: session,
  pick: { kind: "new" },
  condition: parseCondition("attribute_not_exists(Id)"),
};

describe("a flow that is one transaction", () => {
  it("commits when all its steps were ok", async () => {
    const store = new Store();
    const run = createTransaction([put(store, []), put(store, [])], store.transact);
    expect(await run(scopes(2))).toMatchObject({ status: "ok", attempts: 2, requests: 2 });
    expect(store.log).toEqual(["begin", "commit"]);
  });

  it("tells a step what the ones before it read, each time anew", async () => {
    const store = new Store(["conflict"]);
    const reads = [outcome({ captured: 1 }), outcome({ captured: 2 })];
    const seen: unknown[] = [];
    const run = createTransaction(
      [
        put(store, reads, { as: "version" }),
        {
          restarts: 0,
          send: async ({ vars }) => {
            seen.push(vars.version);
            return outcome();
          },
        },
      ],
      store.transact,
    );
    expect((await run(scopes(2))).status).toBe("ok");
    expect(seen).toEqual([1, 2]);
  });

  it("rolls back, and begins anew where it may, when a condition does not hold", async () => {
    const store = new Store();
    const run = createTransaction(
      [put(store, []), put(store, [refused, refused], { restarts: 2 })],
      store.transact,
    );
    expect(await run(scopes(2))).toMatchObject({ status: "ok", restarts: 2, attempts: 6 });
    expect(store.log).toEqual(["begin", "rolled back", "begin", "rolled back", "begin", "commit"]);
  });

  it("ends as the step that ended it, or as its commit did", async () => {
    const store = new Store(["refused"]);
    const run = (script: readonly Outcome[], restarts = 0) =>
      createTransaction(
        [put(store, []), put(store, script, { restarts })],
        store.transact,
      )(scopes(2));
    expect(await run([broken], 3)).toMatchObject({ status: "failed", code: "22003", restarts: 0 });
    expect(await run([refused])).toMatchObject({ status: "failed", conditionFailed: true });
    expect(await run([])).toMatchObject({ status: "failed", code: "40001" });
    const none = createTransaction(
      [put(store, [outcome({ captured: null })], { as: "x" })],
      store.transact,
    );
    expect(await none(scopes(1))).toMatchObject({ status: "failed", code: "ItemNotFound" });
    expect(store.items.size).toBe(0);
  });

  it("does not begin anew when the run ends", async () => {
    const store = new Store();
    const run = createTransaction([put(store, [refused], { restarts: 3 })], store.transact);
    expect(await run(scopes(1), AbortSignal.abort())).toMatchObject({ status: "failed" });
  });

  it("notes as written just what was committed, and as doubtful what may be", async () => {
    const stepEnd = fc.constantFrom(outcome(), refused, broken);
    const commits = fc.array(
      fc.constantFrom<Commit>("commit", "conflict", "refused", "lost", "lost but committed"),
    );
    const steps = fc.array(fc.tuple(fc.array(stepEnd), fc.nat(3)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(commits, steps, async (commit, scripts) => {
        const store = new Store(commit);
        const written = new WrittenItems([session]);
        const note = noteOf(action, written, { atomic: true });
        const run = createTransaction(
          scripts.map(([script, restarts]) => put(store, script, { restarts, note })),
          store.transact,
        );
        const { status } = await run(scopes(scripts.length));
        const notes = written.of(session);
        const [acknowledged = [], doubtful = [], failed = []] = (
          ["acknowledged", "doubtful", "failed"] as const
        ).map(fate => [...(notes?.batches(fate, 1) ?? [])].flat());
        const all = scripts.map((_, at) => 100 + at);
        expect(acknowledged).toEqual(status === "ok" ? all : []);
        expect(doubtful).toEqual(status === "unknown" ? all : []);
        for (const index of acknowledged) expect(store.items.has(index)).toBe(true);
        for (const index of failed) expect(store.items.has(index)).toBe(false);
        if (status === "failed") expect(store.items.size).toBe(0);
      }),
    );
  });

  it("leaves nothing of a batch that was rolled back", () => {
    const written = new WrittenItems([session]);
    const batch = { kind: "batchWrite", entity: session, pick: { kind: "new" }, size: 2 } as const;
    const note = noteOf(batch, written, { atomic: true });
    const scope = { seed: 1, index: 0, indexes: [100, 101], vars: {}, now: () => 0 };
    note?.(broken, scope);
    expect(written.of(session)?.count("failed")).toBe(2);
  });
});
