import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/engine/clock.ts";
import type { Result } from "../../../src/engine/result.ts";
import { run } from "../../../src/engine/run.ts";
import type { AcknowledgedCheck } from "../../../src/scenario/scenario.ts";
import type { Faults } from "../../support/fault-proxy.ts";
import { Opened } from "../../targets/dynamodb/behind.ts";
import { get, scenario } from "../scripted-target.ts";
import { openStore, type Store } from "./fixture.ts";

const clock = systemClock({
  now: Date.now,
  monotonic: () => performance.now(),
  cpuMicros: () => process.cpuUsage().user,
});
const opened = new Opened();

describe("a check of acknowledged writes on a table that an earlier run has filled", () => {
  let store: Store;
  let check: AcknowledgedCheck;
  beforeEach(async () => {
    store = await openStore();
    const attributes = ["Owner", "Id", "Note", "Tags"];
    check = { kind: "acknowledged", name: "acknowledged", entity: store.entity, attributes };
  });
  afterEach(async () => {
    await opened.close();
    await store.close();
  });

  /** Makes the items 10 to 39, as every run does. */
  async function makeItems(faults: Faults = () => undefined): Promise<Result> {
    const { entity } = store;
    const put = get({ action: { kind: "put", entity, pick: { kind: "new" } } });
    const load = { extent: { kind: "requests", requests: 30 } } as const;
    const { target } = await opened.behind(faults);
    const whole = scenario({ seed: 7, operations: [put], checks: [check], load });
    return run(whole, target, { clock });
  }

  /** Of the puts, some are refused and one never gets an answer: synthetic. */
  const failing: Faults = (_, operation, _headers, body) => {
    if (operation !== "PutItem") return undefined;
    const id = Number(JSON.parse(body).Item.Id.N);
    if (id === 20) return { kind: "resetBefore" };
    if (id % 10 !== 5) return undefined;
    return { kind: "error", status: 400, code: "ItemCollectionSizeLimitExceededException" };
  };

  it("does not take its items for writes that failed and were stored", async () => {
    const first = await makeItems();
    expect(first.checks).toMatchObject([
      { ok: true, detail: "30 acknowledged account items are all there, as written" },
    ]);
    const second = await makeItems(failing);
    expect(second.total).toMatchObject({ ok: 26, failed: 3, unknown: 1 });
    expect(second.checks).toMatchObject([
      {
        ok: true,
        detail:
          "26 acknowledged account items are all there, as written; of 1 without a sure outcome 1 is there; new items of an earlier run are there too",
      },
    ]);
  });

  it("says nothing of one where there was none", async () => {
    const { checks } = await makeItems(failing);
    expect(checks).toMatchObject([
      {
        ok: true,
        detail:
          "26 acknowledged account items are all there, as written; of 1 without a sure outcome 0 are there",
      },
    ]);
  });

  it("still finds what was lost", async () => {
    await store.store(10, 12);
    for (const index of [10, 11]) store.written.note(store.entity, index, "acknowledged");
    store.written.note(store.entity, 12, "failed");
    expect(await store.judge(check, { earlier: new Set(["account"]) })).toMatchObject({
      ok: false,
      detail:
        "1 of 2 acknowledged account items is missing; 1 stored where 2 may be; new items of an earlier run are there too",
      keys: [store.key(11)],
    });
  });
});
