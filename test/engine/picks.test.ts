import { describe, expect, it } from "vitest";
import { Draws } from "../../src/engine/draws.ts";
import type { Action, Entity, Flow, Operation, Pick } from "../../src/scenario/scenario.ts";
import { entity, get, scenario } from "./scripted-target.ts";

const times = 50_000;

function draws(operations: readonly Operation[]) {
  const drawing = new Draws(scenario({ operations }), { now: () => 0 });
  const lane = drawing.lane();
  return (times: number) =>
    Array.from({ length: times }, () => {
      const { operation, scopes } = drawing.next(lane);
      return {
        operation,
        indexes: scopes.map(({ index, indexes }) => (indexes ? [...indexes] : [index])),
      };
    });
}

function pickMany(pick: Pick, of: Entity = entity()): number[] {
  const action: Action = { kind: "get", entity: of, pick, consistent: false };
  return draws([get({ action })])(times).map(({ indexes }) => indexes[0]?.[0] ?? -1);
}

/** How far picks are from expected shares; those below five picks are taken together. */
function chiSquared(picks: readonly number[], shares: readonly number[]): number {
  const seen = shares.map(() => 0);
  for (const index of picks) seen[index] = (seen[index] ?? 0) + 1;
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.reduce((total, share, index) => {
    const expected = (share / sum) * picks.length;
    return total + ((seen[index] ?? 0) - expected) ** 2 / expected;
  }, 0);
}

/** The 99.9th percentile of the distribution for 99 degrees of freedom. */
const limit = 148.2;
const keys = Array.from({ length: 100 }, (_, index) => index);
const zipfShares = (theta: number) => keys.map(index => (index + 1) ** -theta);
const hotShares = keys.map(index => (index < 20 ? 0.8 / 20 : 0.2 / 80));

describe("picks are what they say, by a chi-squared test that tells others apart", () => {
  const kinds: readonly { pick: Pick; shares: readonly number[]; wrong: readonly number[] }[] = [
    { pick: { kind: "uniform" }, shares: keys.map(() => 1), wrong: keys.map(index => 200 + index) },
    { pick: { kind: "zipf", theta: 0.99 }, shares: zipfShares(0.99), wrong: zipfShares(0.93) },
    { pick: { kind: "zipf", theta: 1.3 }, shares: zipfShares(1.3), wrong: zipfShares(1.25) },
    {
      pick: { kind: "latest", theta: 0.99 },
      shares: zipfShares(0.99).reverse(),
      wrong: zipfShares(0.93).reverse(),
    },
    {
      pick: { kind: "hotspot", keyShare: 0.2, trafficShare: 0.8 },
      shares: hotShares,
      wrong: keys.map(index => (index < 20 ? 0.77 / 20 : 0.23 / 80)),
    },
  ];

  it.each(kinds)("$pick.kind", ({ pick, shares, wrong }) => {
    const picks = pickMany(pick);
    expect(chiSquared(picks, shares)).toBeLessThan(limit);
    expect(chiSquared(picks, wrong)).toBeGreaterThan(limit);
  });

  it("sequential and new have no chance in them, which shows as well", () => {
    const walked = pickMany({ kind: "sequential" });
    expect(
      chiSquared(
        walked,
        keys.map(() => 1),
      ),
    ).toBe(0);
    expect(
      chiSquared(
        walked,
        keys.map(index => 200 + index),
      ),
    ).toBeGreaterThan(limit);
  });
});

describe("zipf", () => {
  it("needs no table: 100 million keys are ready at once, and the first gets what is its due", () => {
    const count = 100_000_000;
    const picks = pickMany({ kind: "zipf", theta: 0.99 }, entity({ count }));
    // Euler-Maclaurin for the sum of k^-0.99, as no one adds up 100 million terms.
    const zeta = (count ** 0.01 - 1) / 0.01 + 0.5 + 0.5 * count ** -0.99 + 0.99 / 12;
    const share = picks.filter(index => index === 0).length / times;
    const deviation = Math.sqrt((1 / zeta) * (1 - 1 / zeta) * (1 / times));
    expect(Math.abs(share - 1 / zeta)).toBeLessThan(4 * deviation);
    expect(Math.max(...picks)).toBeGreaterThan(count / 2);
    expect(Math.max(...picks)).toBeLessThan(count);
  });
});

describe("latest", () => {
  it("prefers the newest of those that were made in the draws before", () => {
    const some = entity({ count: 10 });
    const put = get({ name: "put", action: { kind: "put", entity: some, pick: { kind: "new" } } });
    const read = get({
      name: "read",
      action: {
        kind: "get",
        entity: some,
        pick: { kind: "latest", theta: 0.99 },
        consistent: false,
      },
    });
    let created = 0;
    let newest = 0;
    let reads = 0;
    for (const { operation, indexes } of draws([put, read])(20_000)) {
      const index = indexes[0]?.[0] ?? -1;
      if (operation === 0) expect(index).toBe(10 + created++);
      else {
        reads++;
        expect(index).toBeLessThan(10 + created);
        expect(index).toBeGreaterThanOrEqual(0);
        if (index === 10 + created - 1) newest++;
      }
    }
    expect(newest / reads).toBeGreaterThan(0.09);
    expect(newest / reads).toBeLessThan(0.2);
  });

  it("knows, in turn, of the items that its own operation has made and of those that were seeded", () => {
    const some = entity({ count: 10 });
    const latest = { kind: "latest", theta: 0.99 } as const;
    const maker = (name: string) => {
      const steps: Flow["steps"] = [
        { action: { kind: "put", entity: some, pick: { kind: "new" } }, restarts: 0 },
        {
          action: { kind: "get", entity: some, pick: latest, consistent: true },
          restarts: 0,
        },
      ];
      return get({ name, action: { kind: "flow", steps } });
    };
    const operations = ["one", "two", "three"].map(maker);
    const drawing = new Draws(scenario({ operations }), { now: () => 0, turn: 1 });
    const lane = drawing.lane();
    const known = new Set(Array.from({ length: 10 }, (_, index) => index));
    let newest = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const [put, read] = drawing.next(lane).scopes;
      expect(put?.index).toBe(11 + 3 * draw);
      known.add(put?.index ?? -1);
      expect(known).toContain(read?.index);
      if (read?.index === put?.index) newest++;
    }
    expect(newest).toBeGreaterThan(200);
    expect(newest).toBeLessThan(600);
  });
});

describe("a hotspot", () => {
  it("of all keys, or of next to none, is one all the same", () => {
    const all = pickMany({ kind: "hotspot", keyShare: 1, trafficShare: 0.8 });
    expect(new Set(all).size).toBe(100);
    const one = pickMany({ kind: "hotspot", keyShare: 0.0001, trafficShare: 0.9 });
    expect(one.filter(index => index === 0).length / times).toBeCloseTo(0.9, 1);
  });
});

describe("transactions", () => {
  const account = entity({ name: "account", count: 3 });
  const transfer = entity({ name: "transfer", count: 0 });
  const member = (of: Entity, pick: Pick) =>
    ({ kind: "get", entity: of, pick, consistent: false }) as const;

  it("work on different items of an entity, one for each member", () => {
    const members = [
      member(account, { kind: "uniform" }),
      member(account, { kind: "zipf", theta: 0.99 }),
      member(transfer, { kind: "new" }),
      member(account, { kind: "uniform" }),
    ];
    const transact = get({ action: { kind: "transactGet", members } });
    draws([transact])(500).forEach(({ indexes: [indexes = []] }, draw) => {
      expect(indexes).toHaveLength(4);
      expect(new Set([indexes[0], indexes[1], indexes[3]])).toEqual(new Set([0, 1, 2]));
      expect(indexes[2]).toBe(draw);
    });
  });

  it("take the index of the member before with same, where it is another entity", () => {
    const stock = entity({ name: "stock", count: 3 });
    const members = [
      member(account, { kind: "uniform" }),
      member(stock, { kind: "same" }),
      member(account, { kind: "same" }),
    ];
    for (const { indexes } of draws([get({ action: { kind: "transactGet", members } })])(300)) {
      const [one = -1, two, three] = indexes[0] ?? [];
      expect(two).toBe(one);
      expect(three).toBe((one + 1) % 3);
    }
  });
});

describe("flows", () => {
  const product = entity({ name: "product", count: 50 });
  const order = entity({ name: "order", count: 5 });
  const step = (action: Action) => ({ action, restarts: 0 });

  it("have a scope for each step, the item of the one before with same, and one set of variables", () => {
    const flow: Flow = {
      kind: "flow",
      steps: [
        step({ kind: "get", entity: product, pick: { kind: "uniform" }, consistent: true }),
        step({
          kind: "batchGet",
          entity: order,
          pick: { kind: "uniform" },
          size: 3,
          consistent: true,
        }),
        step({ kind: "delete", entity: product, pick: { kind: "same" } }),
        step({ kind: "put", entity: order, pick: { kind: "new" } }),
      ],
    };
    let evaluated = 0;
    const value = {
      constant: undefined,
      timeless: true,
      variables: new Set<string>(),
      evaluate: () => ++evaluated,
      toAttributeValue: () => ({ S: "" }),
      toWire: () => "",
    };
    const operation = get({ action: flow, vars: [{ name: "amount", value }] });
    const drawing = new Draws(scenario({ operations: [operation] }), { now: () => 0 });
    const lane = drawing.lane();
    for (let draw = 0; draw < 200; draw++) {
      const { scopes } = drawing.next(lane);
      const [first, second, third, fourth] = scopes;
      expect(scopes).toHaveLength(4);
      expect(new Set(second?.indexes).size).toBe(3);
      expect(third?.index).toBe(first?.index);
      expect(fourth?.index).toBe(5 + draw);
      expect(evaluated).toBe(draw + 1);
      for (const { vars } of scopes) expect(vars.amount).toBe(draw + 1);
    }
  });
});
