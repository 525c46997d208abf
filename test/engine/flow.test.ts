import { describe, expect, it } from "vitest";
import type { AimedScope } from "../../src/engine/aim.ts";
import { createFlow } from "../../src/engine/flow.ts";
import type { PreparedStep } from "../../src/engine/steps.ts";
import type { Outcome } from "../../src/targets/target.ts";
import { outcome } from "./scripted-target.ts";

const refused = outcome({
  status: "failed",
  code: "ConditionalCheckFailedException",
  conditionFailed: true,
});

function scopes(count: number): AimedScope[] {
  const vars = {};
  return Array.from({ length: count }, (_, index) => ({ seed: 1, index, vars, now: () => 0 }));
}

/** A step that ends as its script says, and notes that it was called. */
function step(
  calls: string[],
  name: string,
  script: readonly Outcome[],
  change: Partial<PreparedStep> = {},
): PreparedStep {
  let turn = 0;
  return {
    restarts: 0,
    send: async scope => {
      calls.push(`${name}(${JSON.stringify(scope.vars)})`);
      return script[turn++] ?? outcome();
    },
    ...change,
  };
}

describe("a flow", () => {
  it("performs its steps in order; what one reads is a variable of those after it", async () => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "read", [outcome({ captured: new Map([["Version", 3]]) })], { as: "stock" }),
      step(calls, "list", [outcome({ captured: [1, 2] })], { as: "all" }),
      step(calls, "write", []),
    ]);
    const given = scopes(3);
    expect(await flow(given)).toMatchObject({
      status: "ok",
      attempts: 3,
      requests: 3,
      restarts: 0,
    });
    expect(calls.map(call => call.slice(0, call.indexOf("(")))).toEqual(["read", "list", "write"]);
    expect(given[2]?.vars).toEqual({ stock: new Map([["Version", 3]]), all: [1, 2] });
  });

  it("takes the value that was read last when it begins anew", async () => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "read", [outcome({ captured: 1 }), outcome({ captured: 2 })], { as: "version" }),
      step(calls, "write", [refused], { restarts: 1 }),
    ]);
    expect(await flow(scopes(2))).toMatchObject({ status: "ok", restarts: 1, attempts: 4 });
    expect(calls).toEqual([
      "read({})",
      'write({"version":1})',
      'read({"version":1})',
      'write({"version":2})',
    ]);
  });

  it.each([0, 1, 3])("begins anew at most %i times, then fails as its step did", async restarts => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "read", []),
      step(calls, "write", new Array(9).fill(refused), { restarts }),
    ]);
    const ended = await flow(scopes(2));
    expect(ended).toMatchObject({
      status: "failed",
      code: "ConditionalCheckFailedException",
      conditionFailed: true,
      restarts,
    });
    expect(calls).toHaveLength(2 * (restarts + 1));
  });

  it("counts restarts for each step apart", async () => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "one", [refused, outcome(), refused], { restarts: 1 }),
      step(calls, "two", [refused], { restarts: 1 }),
    ]);
    // one fails, restarts; two fails, restarts; one fails again: its bound is reached.
    expect(await flow(scopes(2))).toMatchObject({ status: "failed", restarts: 2 });
    expect(calls).toHaveLength(4);
  });

  it("adds up what all steps took, those before a restart too", async () => {
    const hot = { reason: "Hot" };
    const use = (resource: string, readUnits: number, writeUnits: number) => ({
      consumed: [{ resource, readUnits, writeUnits }],
    });
    const flow = createFlow([
      step([], "read", [
        outcome({ attempts: 2, throttles: [hot], ...use("A", 1, 0) }),
        outcome({ ...use("A", 1, 0), items: 5 }),
      ]),
      step(
        [],
        "write",
        [
          { ...refused, conflicts: 2, items: 0, ...use("A", 0, 1) },
          outcome({ conflicts: 1, ...use("B", 0, 2) }),
        ],
        { restarts: 4 },
      ),
    ]);
    expect(await flow(scopes(2))).toEqual({
      status: "ok",
      attempts: 5,
      requests: 4,
      throttles: [hot],
      conflicts: 3,
      restarts: 1,
      items: 7,
      consumed: [
        { resource: "A", readUnits: 2, writeUnits: 1 },
        { resource: "B", readUnits: 0, writeUnits: 2 },
      ],
    });
  });

  it("ends as failed when the item that it needs is not there", async () => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "read", [outcome({ captured: null, items: 0 })], { as: "stock" }),
      step(calls, "write", []),
    ]);
    expect(await flow(scopes(2))).toMatchObject({ status: "failed", code: "ItemNotFound" });
    expect(calls).toHaveLength(1);
  });

  it("goes on with an empty list: it is what was found", async () => {
    const calls: string[] = [];
    const flow = createFlow([
      step(calls, "list", [outcome({ captured: [] })], { as: "all" }),
      step(calls, "write", []),
    ]);
    expect(await flow(scopes(2))).toMatchObject({ status: "ok" });
    expect(calls).toHaveLength(2);
  });

  it("ends as unknown with a step that does, and begins nothing anew once it is cut off", async () => {
    const unknown = outcome({ status: "unknown", code: "Timeout" });
    const lost = createFlow([step([], "write", [unknown], { restarts: 3 })]);
    expect(await lost(scopes(1))).toMatchObject({ status: "unknown", code: "Timeout" });
    const flow = createFlow([step([], "write", [refused, refused], { restarts: 3 })]);
    expect(await flow(scopes(1), AbortSignal.abort())).toMatchObject({ restarts: 0 });
  });
});
