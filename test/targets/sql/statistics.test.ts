import { afterAll, beforeAll, expect, it } from "vitest";
import { setUp } from "../../../src/data/setup.ts";
import { systemClock } from "../../../src/engine/clock.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { uniqueTable } from "../../support/engine.ts";
import { entityOf, schemaOf } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

const clock = systemClock({
  now: () => 1_700_000_000_000,
  monotonic: () => performance.now(),
  cpuMicros: () => 0,
});

const rowsSeen = {
  postgres: (table: string) => `SELECT reltuples::int FROM pg_class WHERE relname = '${table}'`,
  mysql: (table: string) =>
    `SELECT table_rows FROM information_schema.tables WHERE table_schema = database() AND table_name = '${table}'`,
};

describeStores("statistics", (open, engine) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());

  it("are taken once a scenario's items are written, as plans without them read whole tables", async () => {
    const table = uniqueTable("Counted");
    const scenario: Scenario = {
      name: "test",
      description: "",
      seed: 3,
      tables: [schemaOf(table)],
      entities: [entityOf(table)],
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
    };
    await setUp(scenario, store.target, { concurrency: 4, clock });
    const statement = { text: rowsSeen[engine](table), readOnly: true };
    const answer = await store.database.run(statement, []);
    expect(answer).toMatchObject({ outcome: "ok", rows: { rows: [["50"]] } });
  });
});
