import fc from "fast-check";
import { expect, it } from "vitest";
import { type Drawn, Draws } from "../../src/engine/draws.ts";
import { runLoad } from "../../src/engine/run-load.ts";
import { type Slice, shareOf, sliceOf, whole } from "../../src/engine/slice.ts";
import type {
  Action,
  Entity,
  Flow,
  GetAction,
  Operation,
  Pick,
  PutAction,
} from "../../src/scenario/scenario.ts";
import { entity, get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

const entities: readonly Entity[] = [
  entity({ name: "a", count: 40 }),
  entity({ name: "b", count: 7 }),
];

const someEntity = fc.constantFrom(...entities);
const somePick: fc.Arbitrary<Pick> = fc.constantFrom<Pick>(
  { kind: "uniform" },
  { kind: "zipf", theta: 0.99 },
  { kind: "latest", theta: 0.99 },
  { kind: "hotspot", keyShare: 0.2, trafficShare: 0.8 },
  { kind: "sequential" },
  { kind: "new" },
  { kind: "same" },
);
const onItem = fc.record({ entity: someEntity, pick: somePick });
const put: fc.Arbitrary<PutAction> = onItem.map(on => ({ kind: "put", ...on }));
const read: fc.Arbitrary<GetAction> = onItem.map(on => ({
  kind: "get",
  consistent: false,
  ...on,
}));
const size = fc.integer({ min: 1, max: 6 });
const action: fc.Arbitrary<Action> = fc.oneof(
  put,
  read,
  fc.tuple(onItem, size).map(([on, size]): Action => ({ kind: "batchWrite", size, ...on })),
  fc
    .tuple(onItem, size)
    .map(([on, size]): Action => ({ kind: "batchGet", size, consistent: false, ...on })),
  fc
    .array(put, { minLength: 1, maxLength: 6 })
    .map((members): Action => ({ kind: "transactWrite", members })),
  fc
    .array(read, { minLength: 1, maxLength: 6 })
    .map((members): Action => ({ kind: "transactGet", members })),
);
const flow: fc.Arbitrary<Flow> = fc
  .array(action, { minLength: 1, maxLength: 4 })
  .map(steps => ({ kind: "flow", steps: steps.map(step => ({ action: step, restarts: 0 })) }));
const operations: fc.Arbitrary<readonly Operation[]> = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), action: fc.oneof(action, flow) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map(all => all.map((each, position) => get({ name: `o${position}`, ...each })));

const seen = ({ operation, scopes }: Drawn) => ({
  operation,
  items: scopes.map(({ index, indexes }) => ({ index, indexes: [...(indexes ?? [])] })),
});

function drawAll(operations: readonly Operation[], times: number, slice: Slice, turn?: number) {
  const draws = new Draws(scenario({ operations }), {
    now: () => 0,
    slice,
    ...(turn !== undefined && { turn }),
  });
  const lane = draws.lane();
  return Array.from({ length: shareOf(times, slice) }, () => seen(draws.next(lane)));
}

it("draw together what one whole draws, draw by draw, counters included", () => {
  fc.assert(
    fc.property(
      operations,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 120 }),
      (operations, parts, times) => {
        const one = drawAll(operations, times, whole);
        const slices = Array.from({ length: parts }, (_, index) =>
          drawAll(operations, times, sliceOf(whole, index, parts)),
        );
        expect(one.map((_, n) => slices[n % parts]?.[Math.floor(n / parts)])).toEqual(one);
        expect(slices.flat()).toHaveLength(times);
      },
    ),
    { numRuns: 150 },
  );
});

it("of slices are slices too", () => {
  const two = sliceOf(whole, 1, 2);
  const parts = [0, 1, 2].map(index => sliceOf(two, index, 3));
  expect(parts).toEqual([
    { offset: 1, stride: 6 },
    { offset: 3, stride: 6 },
    { offset: 5, stride: 6 },
  ]);
  expect(parts.map(part => shareOf(10, part))).toEqual([2, 2, 1]);
});

it("never make the same new item, whatever their speeds, also when operations take turns", () => {
  const putNew = get({ name: "put", action: { kind: "put", ...newOf("a") } });
  const batch = get({ name: "batch", action: { kind: "batchWrite", size: 5, ...newOf("a") } });
  const other = get({ name: "other", action: { kind: "put", ...newOf("b") } });
  const all = [putNew, get(), batch, other];
  // In a load by time each slice comes as far as it can.
  const made = all.flatMap((_, turn) =>
    [70, 31, 50].flatMap((times, index) =>
      drawAll(all, times * 3, sliceOf(whole, index, 3), turn)
        .filter(({ operation }) => operation === 0 || operation === 2)
        .flatMap(({ items }) => items.flatMap(({ index, indexes }) => [...indexes, index])),
    ),
  );
  const places = new Set(made);
  expect(places.size).toBe((70 + 31 + 50) * 6);
  expect(Math.min(...places)).toBe(40);
});

function newOf(name: string) {
  const found = entities.find(each => each.name === name);
  if (found === undefined) throw new Error(name);
  return { entity: found, pick: { kind: "new" } as const };
}

it.each(["closed", "open"] as const)("of a %s load do its work together", async kind => {
  const all = [
    get({ name: "put", action: { kind: "put", ...newOf("a") } }),
    get({
      name: "list",
      weight: 3,
      action: {
        kind: "batchGet",
        size: 3,
        consistent: false,
        entity: entity(),
        pick: { kind: "zipf", theta: 0.99 },
      },
    }),
    get({
      name: "walk",
      action: { kind: "get", consistent: false, entity: entity(), pick: { kind: "sequential" } },
    }),
  ];
  const work = scenario({
    operations: all,
    load: {
      extent: { kind: "requests", requests: 1001 },
      concurrency: 7,
      ...(kind === "open" && {
        warmupMs: 100,
        pace: {
          kind,
          arrivals: "poisson",
          stages: [{ ratePerSecond: 500, durationMs: Number.POSITIVE_INFINITY, ramp: false }],
        },
      }),
    },
  });
  const perform = async (slice: Slice, serviceMs: number) => {
    const clock = new VirtualClock();
    const done: string[] = [];
    const target = scriptedTarget(async (action, { index, indexes }) => {
      done.push(JSON.stringify([action.kind, index, indexes]));
      await clock.sleep(serviceMs);
      return outcome();
    });
    const { result } = await clock.drive(runLoad(work, target, { clock, slice }));
    return { done, result };
  };
  const one = await perform(whole, 3);
  const parts = await Promise.all([0, 1, 2].map(n => perform(sliceOf(whole, n, 3), 1 + 5 * n)));
  expect(parts.flatMap(({ done }) => done).sort()).toEqual([...one.done].sort());
  expect(parts.map(({ result }) => result.load.concurrency)).toEqual([3, 2, 2]);
  expect(parts.map(({ result }) => result.total.sent).sort()).toEqual([333, 334, 334]);
  for (const name of ["put", "list", "walk"]) {
    const sent = parts.map(({ result }) => result.operations[name]?.sent ?? 0);
    expect(sent.reduce((sum, each) => sum + each, 0)).toBe(one.result.operations[name]?.sent);
  }
  const rates = parts.map(({ result }) => result.load.rate);
  if (kind === "open")
    expect(rates.map(rate => rate?.toFixed(2))).toEqual(["166.67", "166.67", "166.67"]);
  else expect(rates).toEqual([null, null, null]);
});

it("are not more than there are in flight", async () => {
  const clock = new VirtualClock();
  const target = scriptedTarget(async () => outcome());
  const load = { concurrency: 2 };
  const slice = sliceOf(whole, 2, 3);
  await expect(runLoad(scenario({ load }), target, { clock, slice })).rejects.toMatchObject({
    kind: "invalid",
    message: "2 in flight are too few for 3 parts",
  });
});
