import { expect, it } from "vitest";
import { GeneratorWatch } from "../../src/engine/generator.ts";
import { VirtualClock } from "./virtual-clock.ts";

async function watch(cpuPercent: number, delayMs: number, serviceP99Ms: number) {
  const clock = new VirtualClock();
  clock.cpuMicrosPerMs = cpuPercent * 10;
  clock.eventLoopDelayP99Ms = delayMs;
  const started = new GeneratorWatch(clock);
  await clock.drive(clock.sleep(1000));
  return started.finish(500, serviceP99Ms);
}

it("tells processor time, also for each request", async () => {
  expect(await watch(60, 3, 17)).toEqual({
    cpuPercent: 60,
    cpuMicrosPerRequest: 1200,
    eventLoopDelayP99Ms: 3,
    scheduleLagP99Ms: null,
    verdict: "ok",
  });
});

it.each([
  [94, 0, 10, "ok"],
  [95, 0, 10, "saturated"],
  [120, 0, 10, "saturated"],
  [60, 4.9, 1, "ok"],
  [60, 5, 10, "saturated"],
  [60, 5, 10.1, "ok"],
  [60, 40, 100, "ok"],
] as const)(
  "%d %% of a core, %d ms late at a p99 of %d ms is %s",
  async (cpu, delay, p99, verdict) => {
    expect((await watch(cpu, delay, p99)).verdict).toBe(verdict);
  },
);
