import { expect, it } from "vitest";
import { assessGenerator, watchGenerator } from "../../src/engine/generator.ts";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import { VirtualClock } from "./virtual-clock.ts";

async function watch(
  cpuPercent: number,
  busyShare: number,
  delayP50Ms: number,
  p50Ms: number,
  { sent = 500, wallMs = 1000 } = {},
) {
  const clock = new VirtualClock();
  clock.cpuMicrosPerMs = cpuPercent * 10;
  clock.eventLoop = { busyShare, delayP50Ms, delayP99Ms: 3 };
  const stop = watchGenerator(clock);
  await clock.drive(clock.sleep(wallMs));
  const sockets = { max: 0, persistent: false };
  return assessGenerator(stop(), {
    sent,
    serviceP50Ms: p50Ms,
    lag: new LatencyHistogram(),
    sockets,
  });
}

it("tells processor time, also for each request, and the state of the event loop", async () => {
  expect(await watch(60, 0.7, 0.2, 5)).toEqual({
    cpuPercent: 60,
    cpuMicrosPerRequest: 1200,
    eventLoopBusyPercent: 70,
    eventLoopDelayP99Ms: 3,
    scheduleLagP99Ms: null,
    socketsWaitingMax: 0,
    verdict: "ok",
    reasons: [],
  });
});

it.each([
  [94, 0.5, 0, 10, "ok"],
  [95, 0.5, 0, 10, "saturated"],
  [120, 0.5, 0, 10, "saturated"],
  [60, 0.94, 0, 10, "ok"],
  [25, 0.95, 0, 10, "saturated"],
  [60, 0.5, 0.9, 1, "ok"],
  [60, 0.5, 1, 2, "saturated"],
  [60, 0.5, 1, 2.1, "ok"],
] as const)(
  "%d %% of a core, %d busy and %d ms late at a median of %d ms is %s",
  async (cpu, busy, delay, p50, verdict) => {
    expect((await watch(cpu, busy, delay, p50)).verdict).toBe(verdict);
  },
);

it("does not judge what was too short, or sent nothing", async () => {
  expect((await watch(140, 1, 0, 1, { wallMs: 249 })).verdict).toBe("ok");
  expect((await watch(140, 1, 0, 1, { wallMs: 250 })).verdict).toBe("saturated");
  expect((await watch(140, 1, 0, 1, { sent: 0 })).verdict).toBe("ok");
});
