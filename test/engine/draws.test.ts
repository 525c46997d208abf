import { describe, expect, it } from "vitest";
import { type Drawn, Draws } from "../../src/engine/draws.ts";
import { DynError } from "../../src/errors.ts";
import type { Action, Pick } from "../../src/scenario/scenario.ts";
import type { Scope } from "../../src/template/scope.ts";
import type { ValueTemplate } from "../../src/template/template.ts";
import { entity, get, scenario } from "./scripted-target.ts";

interface Seen {
  readonly operation: number;
  readonly index: number;
  readonly indexes?: readonly number[];
  readonly vars: Scope["vars"];
}

function first({ operation, scopes: [scope] }: Drawn) {
  if (scope === undefined) throw new Error("no scope");
  return { operation, scope };
}

function draw(draws: Draws, times: number, lane = draws.lane()): Seen[] {
  return Array.from({ length: times }, () => {
    const { operation, scope } = first(draws.next(lane));
    const { index, indexes, vars } = scope;
    const batch = indexes === undefined ? {} : { indexes: [...indexes] };
    return { operation, index, ...batch, vars: { ...vars } };
  });
}

function drawsOf(actions: readonly Action[], seed = 42): Draws {
  const operations = actions.map((action, position) => get({ name: `o${position}`, action }));
  return new Draws(scenario({ seed, operations }), { now: () => 0 });
}

function reading(pick: Pick, of = entity()): Action {
  return { kind: "get", entity: of, pick, consistent: false };
}

function batch(pick: Pick, size: number, of = entity()): Action {
  return { kind: "batchGet", entity: of, pick, size, consistent: false };
}

const zipf = { kind: "zipf", theta: 0.99 } as const;

describe("draws", () => {
  const mixed = [reading({ kind: "uniform" }), reading(zipf), batch({ kind: "uniform" }, 5)];

  it("are the same for the same seed, and others for another", () => {
    expect(draw(drawsOf(mixed), 200)).toEqual(draw(drawsOf(mixed), 200));
    expect(draw(drawsOf(mixed), 200)).not.toEqual(draw(drawsOf(mixed, 43), 200));
  });

  it("do not depend on which lane makes them", () => {
    const one = draw(drawsOf(mixed), 90);
    const draws = drawsOf(mixed);
    const lanes = [draws.lane(), draws.lane(), draws.lane()];
    const three = Array.from({ length: 90 }, (_, n) => draw(draws, 1, lanes[n % 3])[0]);
    expect(three).toEqual(one);
  });

  it("leave a lane's scope alone while another lane draws", () => {
    const draws = drawsOf(mixed);
    const { scope } = first(draws.next(draws.lane()));
    const before = { ...scope };
    draw(draws, 100);
    expect(scope).toEqual(before);
  });

  it("choose operations by weight, as a chi-squared test cannot tell apart", () => {
    const weights = [90, 5, 4, 0, 1];
    const operations = weights.map((weight, each) => get({ name: `o${each}`, weight }));
    const draws = new Draws(scenario({ operations }), { now: () => 0 });
    const seen = weights.map(() => 0);
    const times = 100_000;
    for (const { operation } of draw(draws, times)) seen[operation] = (seen[operation] ?? 0) + 1;
    expect(seen[3]).toBe(0);
    const chiSquared = weights.reduce((sum, weight, each) => {
      const expected = (weight / 100) * times;
      return expected === 0 ? sum : sum + ((seen[each] ?? 0) - expected) ** 2 / expected;
    }, 0);
    // The 99.9th percentile for 3 degrees of freedom.
    expect(chiSquared).toBeLessThan(16.27);
  });
});

describe("picks", () => {
  it("that are uniform reach every item, each as often", () => {
    const seen = new Map<number, number>();
    for (const { index } of draw(drawsOf([reading({ kind: "uniform" })]), 50_000)) {
      seen.set(index, (seen.get(index) ?? 0) + 1);
    }
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    const chiSquared = [...seen.values()].reduce((sum, times) => sum + (times - 500) ** 2 / 500, 0);
    // The 99.9th percentile for 99 degrees of freedom.
    expect(chiSquared).toBeLessThan(148.2);
  });

  it("by Zipf's law prefer low indexes", () => {
    const indexes = draw(drawsOf([reading(zipf)]), 20_000).map(({ index }) => index);
    const share = (rank: number) => indexes.filter(index => index === rank).length / 20_000;
    const harmonic = Array.from({ length: 100 }, (_, k) => (k + 1) ** -0.99);
    const whole = harmonic.reduce((sum, each) => sum + each, 0);
    expect(share(0)).toBeCloseTo(1 / whole, 1);
    expect(share(1)).toBeCloseTo(2 ** -0.99 / whole, 1);
    expect(Math.max(...indexes)).toBeLessThan(100);
  });

  it("that are sequential walk an entity from the first to the last and again", () => {
    const small = entity({ count: 3 });
    const indexes = draw(drawsOf([reading({ kind: "sequential" }, small)]), 7);
    expect(indexes.map(({ index }) => index)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it("of new items count on from the seeded ones without gaps, across operations", () => {
    const put: Action = { kind: "put", entity: entity(), pick: { kind: "new" } };
    const seen = draw(drawsOf([put, batch({ kind: "new" }, 3)]), 100);
    const created = seen.flatMap(({ index, indexes }) => indexes ?? [index]);
    expect(created).toEqual(Array.from({ length: created.length }, (_, k) => 100 + k));
    expect(new Set(seen.map(({ operation }) => operation)).size).toBe(2);
  });

  it("of different entities count apart", () => {
    const one = { kind: "put", entity: entity({ name: "a" }), pick: { kind: "new" } } as const;
    const other = { kind: "put", entity: entity({ name: "b" }), pick: { kind: "new" } } as const;
    const seen = draw(drawsOf([one, other]), 50);
    for (const operation of [0, 1]) {
      const indexes = seen.filter(each => each.operation === operation).map(each => each.index);
      expect(indexes).toEqual(indexes.map((_, k) => 100 + k));
    }
  });

  it.each([{ kind: "uniform" } as const, zipf, { kind: "sequential" } as const])(
    "of a batch are all different ($kind)",
    pick => {
      for (const size of [2, 10, 99, 100]) {
        for (const { indexes = [] } of draw(drawsOf([batch(pick, size)]), 50)) {
          expect(new Set(indexes).size).toBe(size);
          expect(indexes.every(index => index >= 0 && index < 100)).toBe(true);
        }
      }
    },
  );

  it("of a batch are no more than the entity has", () => {
    const [seen] = draw(drawsOf([batch(zipf, 25, entity({ count: 4 }))]), 1);
    expect([...(seen?.indexes ?? [])].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe("variables", () => {
  const from = (evaluate: (scope: Scope) => string): ValueTemplate => ({
    constant: undefined,
    timeless: true,
    variables: new Set(),
    evaluate,
    toAttributeValue: scope => ({ S: evaluate(scope) }),
    toWire: scope => JSON.stringify({ S: evaluate(scope) }),
  });

  it("see the number of the draw and those before them; the action sees the item's index", () => {
    const vars = [
      { name: "user", value: from(({ index }) => `user-${index}`) },
      { name: "key", value: from(scope => `${scope.vars.user}!`) },
    ];
    const action = reading({ kind: "sequential" }, entity({ count: 2 }));
    const draws = new Draws(scenario({ operations: [get({ vars, action })] }), { now: () => 0 });
    expect(draw(draws, 3)).toEqual([
      { operation: 0, index: 0, vars: { user: "user-0", key: "user-0!" } },
      { operation: 0, index: 1, vars: { user: "user-1", key: "user-1!" } },
      { operation: 0, index: 0, vars: { user: "user-2", key: "user-2!" } },
    ]);
  });

  it("may be called as they like", () => {
    const vars = [{ name: "__proto__", value: from(() => "mine") }];
    const draws = new Draws(scenario({ operations: [get({ vars })] }), { now: () => 0 });
    const { scope } = first(draws.next(draws.lane()));
    expect(Object.entries(scope.vars)).toEqual([["__proto__", "mine"]]);
  });

  it("that cannot be evaluated are named, with their operation and the number of the draw", () => {
    const value = from(({ index }) => {
      if (index === 2) throw new DynError("invalid", "division by zero", { hint: "beware" });
      return "fine";
    });
    const operations = [get({ name: "look", vars: [{ name: "share", value }] })];
    const draws = new Draws(scenario({ operations }), { now: () => 0 });
    expect(() => draw(draws, 3)).toThrow(
      expect.objectContaining({
        kind: "invalid",
        message: "look: share: division by zero, with i = 2",
        hint: "beware",
      }),
    );
  });
});
