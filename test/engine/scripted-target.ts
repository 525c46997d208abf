import type { Action, Entity, Load, Operation, Scenario } from "../../src/scenario/scenario.ts";
import type { Outcome, Prepared, Target } from "../../src/targets/target.ts";
import type { Scope } from "../../src/template/scope.ts";
import type { ItemTemplate } from "../../src/template/template.ts";

/** Answers each operation as the script says; the engine sees nothing but the seam. */
export function scriptedTarget(
  script: (action: Action, scope: Scope, signal?: AbortSignal) => Promise<Outcome>,
): Target {
  const unused = () => Promise.reject(new Error("the engine calls prepare alone"));
  return {
    name: "scripted",
    client: "none",
    capabilities: {
      store: "Scripted",
      dialects: ["partiql"],
      transactionsOfSteps: false,
      documents: true,
      largestBatch: { get: 100, write: 25 },
    },
    prepare: async (action): Promise<Prepared> => {
      return (scope, signal) => script(action, scope, signal);
    },
    waiting: () => 0,
    reader: {
      describe: unused,
      fetch: unused,
      scan: () => {
        throw new Error("nothing to scan");
      },
    },
    ensureTable: unused,
    loader: unused,
    close: async () => {},
  };
}

export function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    status: "ok",
    attempts: 1,
    throttles: [],
    items: 1,
    conflicts: 0,
    consumed: [],
    ...change,
  };
}

export function entity(change: Partial<Entity> = {}): Entity {
  return { name: "session", table: "Sessions", count: 100, item: noItem, ...change };
}

/** The engine never looks into an item. */
const noItem: ItemTemplate = {
  attributes: new Map(),
  toItem: () => ({}),
  toWire: () => "{}",
  select: () => noItem,
};

export function get(change: Partial<Operation> & { of?: Entity } = {}): Operation {
  const { of = entity(), ...rest } = change;
  return {
    name: "read",
    weight: 1,
    action: { kind: "get", entity: of, pick: { kind: "uniform" }, consistent: false },
    vars: [],
    retryConflicts: 0,
    ...rest,
  };
}

export function scenario(
  change: Partial<Omit<Scenario, "load">> & { load?: Partial<Load> } = {},
): Scenario {
  return {
    name: "test",
    description: "",
    seed: 42,
    tables: [],
    entities: [entity()],
    operations: [get()],
    thresholds: [],
    checks: [],
    digest: "",
    ...change,
    load: {
      warmupMs: 0,
      extent: { kind: "requests", requests: 100 },
      concurrency: 4,
      pace: { kind: "closed" },
      order: "mixed",
      ...change.load,
    },
  };
}
