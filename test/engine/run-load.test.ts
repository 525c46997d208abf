import { describe, expect, it } from "vitest";
import { runLoad } from "../../src/engine/run-load.ts";
import type { Snapshot } from "../../src/engine/snapshot.ts";
import type { Flow, Load, Threshold } from "../../src/scenario/scenario.ts";
import type { Outcome, Target } from "../../src/targets/target.ts";
import { entity, get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

function answering(clock: VirtualClock, serviceMs: number, ends: () => Outcome = () => outcome()) {
  return scriptedTarget(async (_action, _scope, signal) => {
    await clock.sleep(serviceMs, signal);
    return ends();
  });
}

const seconds = (durationMs: number) => ({ kind: "duration", durationMs }) as const;

describe("operations in turn", () => {
  const operations = [
    get({ name: "one" }),
    get({ name: "two", weight: 0 }),
    get({ name: "three" }),
  ];

  it("each get the whole load, warm-up and all, one after the other", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const target = scriptedTarget(async () => {
      seen.push(String(Math.floor(clock.monotonic() / 1500)));
      await clock.sleep(10);
      return outcome();
    });
    const load: Partial<Load> = {
      order: "inTurn",
      warmupMs: 500,
      extent: seconds(1000),
      concurrency: 2,
    };
    const ticks: Snapshot[] = [];
    const onTick = (tick: Snapshot) => ticks.push(tick);
    const { result } = await clock.drive(
      runLoad(scenario({ operations, load }), target, { clock, onTick }),
    );
    expect(Object.keys(result.operations)).toEqual(["one", "two", "three"]);
    for (const stats of Object.values(result.operations)) {
      expect(stats).toMatchObject({ sent: 200, throughput: 200, elapsedSeconds: 1 });
    }
    expect(result.total).toMatchObject({ sent: 600, throughput: 200 });
    expect(result.total).not.toHaveProperty("elapsedSeconds");
    expect(result.elapsedSeconds).toBe(3);
    expect(result.timeline.map(({ second, ok }) => [second, ok])).toEqual([
      [1, 198],
      [2, 2],
      [3, 198],
      [4, 2],
      [5, 198],
      [6, 2],
    ]);
    expect(seen).toHaveLength(900);
    expect(result.load.order).toBe("inTurn");
    expect(ticks).toHaveLength(3);
  });

  it("that are never reached are in the result with nothing", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    clock.after(1500, () => stop.abort());
    const load: Partial<Load> = { order: "inTurn", extent: seconds(1000), concurrency: 1 };
    const { result } = await clock.drive(
      runLoad(scenario({ operations, load }), answering(clock, 10), { clock, signal: stop.signal }),
    );
    expect(result.interrupted).toBe(true);
    expect(Object.values(result.operations).map(({ sent }) => sent)).toEqual([100, 50, 0]);
    expect(clock.pending).toBe(0);
  });

  it("go by the same schedule each in an open loop", async () => {
    const clock = new VirtualClock();
    const stages = [{ ratePerSecond: 50, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
    const load: Partial<Load> = {
      order: "inTurn",
      extent: seconds(1000),
      pace: { kind: "open", arrivals: "constant", stages },
    };
    const { result } = await clock.drive(
      runLoad(scenario({ operations, load }), answering(clock, 1), { clock }),
    );
    expect(Object.values(result.operations).map(({ sent }) => sent)).toEqual([50, 50, 50]);
    expect(result.load.rate).toBe(50);
    expect(clock.pending).toBe(0);
  });
});

describe("a threshold that ends the run", () => {
  const errors: Threshold = {
    expression: "errors < 5%",
    metric: "errors",
    comparator: "<",
    value: 0.05,
    unit: "share",
    abort: { afterMs: 3000 },
  };
  const load: Partial<Load> = { extent: seconds(60_000), concurrency: 2 };

  it("is judged once a second after its time; what is in flight ends", async () => {
    const clock = new VirtualClock();
    const target = answering(clock, 70, () => outcome({ status: "failed", code: "X" }));
    const { result } = await clock.drive(
      runLoad(scenario({ load, thresholds: [errors] }), target, { clock }),
    );
    expect(result).toMatchObject({ aborted: "errors < 5%", ok: false });
    expect(result).not.toHaveProperty("interrupted");
    expect(clock.monotonic()).toBe(3010);
    expect(result.total.sent).toBe(86);
    expect(clock.pending).toBe(0);
  });

  it("ends an open loop too, and counts what was due", async () => {
    const clock = new VirtualClock();
    const stages = [{ ratePerSecond: 100, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
    const target = answering(clock, 30, () => outcome({ status: "failed", code: "X" }));
    const open = { ...load, pace: { kind: "open", arrivals: "constant", stages } } as const;
    const { result } = await clock.drive(
      runLoad(scenario({ load: open, thresholds: [errors] }), target, { clock }),
    );
    expect(result.aborted).toBe("errors < 5%");
    expect(clock.monotonic()).toBeLessThan(3100);
    expect(result.load.unsent).toBeGreaterThan(0);
  });

  it("gives what is in flight 2 s, as an interrupted run does", async () => {
    const clock = new VirtualClock();
    let done = 0;
    const target = scriptedTarget(async (_action, _scope, signal) => {
      await clock.sleep(done++ < 100 ? 10 : 60_000, signal);
      return outcome({ status: "failed", code: "X" });
    });
    const { result } = await clock.drive(
      runLoad(scenario({ load, thresholds: [errors] }), target, { clock }),
    );
    expect(result.aborted).toBe("errors < 5%");
    expect(clock.monotonic()).toBe(5000);
    expect(result.total.sent).toBe(102);
    expect(clock.pending).toBe(0);
  });

  it("that holds ends nothing, nor does one without abort", async () => {
    const { abort: _, ...kept } = errors;
    for (const [threshold, code] of [
      [errors, undefined],
      [kept, "X"],
    ] as const) {
      const clock = new VirtualClock();
      const ends = () => (code === undefined ? outcome() : outcome({ status: "failed", code }));
      const { result } = await clock.drive(
        runLoad(
          scenario({ load: { ...load, extent: seconds(5000) }, thresholds: [threshold] }),
          answering(clock, 10, ends),
          { clock },
        ),
      );
      expect(result).not.toHaveProperty("aborted");
      expect(result.elapsedSeconds).toBe(5);
    }
  });

  it("is not missed by a slice that has only its share of the throughput", async () => {
    const clock = new VirtualClock();
    const throughput: Threshold = {
      expression: "throughput > 150",
      metric: "throughput",
      comparator: ">",
      value: 150,
      unit: "perSecond",
      abort: { afterMs: 0 },
    };
    const work = scenario({ load: { ...load, extent: seconds(3000) }, thresholds: [throughput] });
    const slice = { offset: 0, stride: 2 };
    const { result } = await clock.drive(runLoad(work, answering(clock, 10), { clock, slice }));
    expect(result).not.toHaveProperty("aborted");
    expect(result.total.throughput).toBe(100);
  });
});

it("lets a lane rest when no connection is to be had", async () => {
  for (const [code, sent] of [
    ["ConnectionRefused", 20],
    ["Throttled", 2000],
  ] as const) {
    const clock = new VirtualClock();
    const target = answering(clock, 1, () => outcome({ status: "failed", code }));
    const load: Partial<Load> = { extent: seconds(1000), concurrency: 2 };
    const { result } = await clock.drive(runLoad(scenario({ load }), target, { clock }));
    expect(result.total.sent).toBe(sent);
  }
});

it("tells how many requests waited for a connection at once, and when most of the time they did", async () => {
  const clock = new VirtualClock();
  let waiting = 0;
  const target: Target = { ...answering(clock, 10), waiting: () => waiting };
  const load: Partial<Load> = { extent: seconds(2000), concurrency: 2 };
  clock.after(300, () => {
    waiting = 3;
  });
  clock.after(500, () => {
    waiting = 0;
  });
  const brief = await clock.drive(runLoad(scenario({ load }), target, { clock }));
  expect(brief.result.generator).toMatchObject({ socketsWaitingMax: 3, verdict: "ok" });
  waiting = 140;
  const long = await clock.drive(runLoad(scenario({ load }), target, { clock }));
  expect(long.result.generator).toMatchObject({
    socketsWaitingMax: 140,
    verdict: "saturated",
    reasons: ["140 requests waited for a connection"],
  });
});

it("looks at the event loop second by second, in each turn", async () => {
  const clock = new VirtualClock();
  const load: Partial<Load> = { order: "inTurn", warmupMs: 1000, extent: seconds(5000) };
  const operations = [get({ name: "one" }), get({ name: "two" })];
  clock.after(7000, () => {
    clock.busyShare = 1;
  });
  clock.after(8500, () => {
    clock.busyShare = 0.2;
  });
  const { result } = await clock.drive(
    runLoad(scenario({ operations, load }), answering(clock, 10), { clock }),
  );
  expect(result.generator.reasons).toEqual(["event loop busy 95 % or more for 1 of 10 s"]);
});

it("prepares a flow's steps with what they capture, and notes what they write", async () => {
  const clock = new VirtualClock();
  const some = entity({ name: "session", count: 4 });
  const flow: Flow = {
    kind: "flow",
    steps: [
      {
        action: { kind: "get", entity: some, pick: { kind: "uniform" }, consistent: true },
        as: "old",
        restarts: 0,
      },
      { action: { kind: "put", entity: some, pick: { kind: "new" } }, restarts: 0 },
    ],
  };
  const prepared: unknown[] = [];
  const target = scriptedTarget(async (action, scope) => {
    await clock.sleep(1);
    expect(scope.vars.old).toBe(action.kind === "get" ? scope.vars.old : "read");
    return outcome(action.kind === "get" ? { captured: "read" } : {});
  });
  const watching: Target = {
    ...target,
    prepare: (action, options) => {
      prepared.push([action.kind, options]);
      return target.prepare(action, options);
    },
  };
  const { result, written } = await clock.drive(
    runLoad(
      scenario({
        operations: [get({ action: flow, retryConflicts: 5 })],
        load: { extent: { kind: "requests", requests: 30 } },
        checks: [{ kind: "acknowledged", name: "x", entity: some, attributes: [] }],
      }),
      watching,
      { clock },
    ),
  );
  expect(prepared).toEqual([
    ["get", { retryConflicts: 5, capture: true }],
    ["put", { retryConflicts: 5 }],
  ]);
  expect(result.total).toMatchObject({ sent: 30, ok: 30, attempts: 60, retries: 0 });
  expect(written.of(some)?.count("acknowledged")).toBe(30);
});
