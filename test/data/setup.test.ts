// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp } from "../../src/data/setup.ts";
import { embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { systemClock } from "../../src/engine/clock.ts";
import { parseCondition } from "../../src/expressions/parse.ts";
import type { Entity, Scenario } from "../../src/scenario/scenario.ts";
import { openTarget } from "../../src/targets/registry.ts";
import type { Target } from "../../src/targets/target.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { entityOf, schemaOf, scopeOf } from "../targets/things.ts";

const scenarioOf = (entities: readonly Entity[], tables: readonly string[]): Scenario => ({
  name: "test",
  description: "",
  seed: 3,
  tables: tables.map(table => schemaOf(table)),
  entities,
  operations: [],
  load: {
    warmupMs: 0,
    extent: { kind: "requests", requests: 1 },
    concurrency: 1,
    pace: { kind: "closed" },
    order: "mixed",
  },
  checks: [],
  digest: "",
  thresholds: [],
});

const clock = systemClock({
  now: () => 1_700_000_000_000,
  monotonic: () => performance.now(),
  cpuMicros: () => 0,
});
const options = { concurrency: 4, clock };

describe("setting up a scenario", () => {
  let target: Target;
  beforeAll(async () => {
    const endpoint = embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 });
    target = await openTarget({ kind: "dynamodb", endpoint }, { name: "local", client: "wire" });
  });
  afterAll(() => target.close());

  it("creates its tables and writes the items 0 … count - 1 of each entity", async () => {
    const table = uniqueTable();
    const empty: Entity = { ...entityOf(table), name: "none yet", count: 0 };
    const scenario = scenarioOf([entityOf(table), empty], [table]);
    const told: number[] = [];
    const setup = await setUp(scenario, target, {
      ...options,
      onProgress: (_, { written }) => told.push(written),
    });
    expect(setup).toEqual({
      tables: [{ table, state: "created" }],
      entities: [{ entity: "thing", table, written: 50, elapsedMs: expect.any(Number) }],
    });
    expect(told).toEqual([25, 50]);
    const where = parseCondition("Owner = 'owner-4'");
    const query = {
      kind: "query",
      table,
      where,
      descending: false,
      consistent: true,
      pages: 1,
    } as const;
    const read = await target.prepare(query);
    expect(await read(scopeOf(0))).toMatchObject({ items: 10 });
  });

  it("tells the store what the items of each table have, for tables with columns", async () => {
    const told: unknown[] = [];
    const telling: Target = {
      ...target,
      ensureTable: async (schema, ensure) => {
        told.push([schema.table, ensure?.attributes]);
        return "exists";
      },
    };
    const item = { Owner: "o", Id: "${pad(i, 2)}", Size: "${i}" };
    const entity: Entity = { ...entityOf("A", item), count: 0 };
    await setUp(scenarioOf([entity], ["A", "B"]), telling, options);
    expect(told).toEqual([
      ["A", new Map(Object.entries({ Owner: "S", Id: "S", Size: "N" }))],
      ["B", new Map()],
    ]);
  });

  it("writes a slice's part of the items: slices together write each item once", async () => {
    const table = uniqueTable();
    const indexes = new Map<number, number>();
    const counting: Target = {
      ...target,
      loader: async (...asked) => {
        const loader = await target.loader(...asked);
        return {
          ...loader,
          write: (scope, signal) => {
            for (const index of scope.indexes) indexes.set(index, (indexes.get(index) ?? 0) + 1);
            return loader.write(scope, signal);
          },
        };
      },
    };
    const scenario = scenarioOf([entityOf(table)], [table]);
    const written: number[] = [];
    for (const offset of [0, 1, 2]) {
      const slice = { offset, stride: 3 };
      const { entities } = await setUp(scenario, counting, { ...options, slice });
      written.push(...entities.map(entity => entity.written));
    }
    expect(written).toEqual([16, 17, 17]);
    expect([...indexes.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    expect(new Set(indexes.values())).toEqual(new Set([1]));
  });

  it("mends what an earlier run has changed", async () => {
    const table = uniqueTable();
    const scenario = scenarioOf([entityOf(table)], [table]);
    await setUp(scenario, target, options);
    const pick = { kind: "uniform" } as const;
    const remove = await target.prepare({ kind: "delete", entity: entityOf(table), pick });
    await remove(scopeOf(7));
    expect((await setUp(scenario, target, options)).tables).toEqual([{ table, state: "exists" }]);
    const get = { kind: "get", entity: entityOf(table), pick, consistent: true } as const;
    expect(await (await target.prepare(get))(scopeOf(7))).toMatchObject({ items: 1 });
  });

  it("ends when an item cannot be stored, for the load would measure something else", async () => {
    const table = uniqueTable();
    const half = "${text(i * 5000)}";
    const odd = entityOf(table, { Owner: "o", Id: "${pad(i, 2)}", T: half, U: half });
    const setup = setUp(scenarioOf([odd], [table]), target, options);
    await expect(setup).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringMatching(/item 4\d of thing was not stored in .*400 KB/),
    });
  });

  it("ends when it is interrupted, and says how far it came", async () => {
    const table = uniqueTable();
    const many: Entity = { ...entityOf(table), count: 100_000 };
    const controller = new AbortController();
    const setup = setUp(scenarioOf([many], [table]), target, {
      ...options,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(setup).rejects.toMatchObject({
      kind: "interrupted",
      message: expect.stringMatching(/stopped after [\d,]+ of 100,000 items of thing/),
    });
  });
});
