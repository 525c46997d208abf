import { expect, it } from "vitest";
import { assessGenerator, combineReadings, GeneratorWatch } from "../../src/engine/generator.ts";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import { VirtualClock } from "./virtual-clock.ts";

const unpaced = {
  pacing: { lag: new LatencyHistogram(), queued: 0 },
  sockets: { max: 0, persistent: false },
};

async function watch(
  cpuPercent: number,
  busyShare: number,
  delayP50Ms: number,
  p50Ms: number,
  { sent = 500, wallMs = 1000 } = {},
) {
  const clock = new VirtualClock();
  clock.cpuMicrosPerMs = cpuPercent * 10;
  clock.eventLoop = { delayP50Ms, delayP99Ms: 3 };
  clock.busyShare = busyShare;
  const watch = new GeneratorWatch(clock);
  await clock.drive(clock.sleep(wallMs));
  return assessGenerator(watch.stop(), {
    sent,
    serviceP50Ms: p50Ms,
    serviceP99Ms: 4 * p50Ms,
    ...unpaced,
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

it("gives a reason for each way in which it was the bottleneck", async () => {
  const clock = new VirtualClock();
  clock.cpuMicrosPerMs = 970;
  clock.eventLoop = { delayP50Ms: 4, delayP99Ms: 11 };
  clock.busyShare = 0.98;
  const watch = new GeneratorWatch(clock);
  await clock.drive(clock.sleep(1000));
  const lag = new LatencyHistogram();
  for (let start = 0; start < 1000; start++) lag.record(start < 970 ? 100 : 12_000);
  const sockets = { max: 140, persistent: true };
  const { reasons, scheduleLagP99Ms } = assessGenerator(watch.stop(), {
    sent: 1000,
    serviceP50Ms: 5,
    serviceP99Ms: 20,
    pacing: { lag, queued: 120 },
    sockets,
  });
  expect(scheduleLagP99Ms).toBeCloseTo(12, 1);
  expect(reasons).toEqual([
    "97 % of a core",
    "event loop busy 98 % of the time",
    "event loop late by 4 ms at the median",
    "starts late by 12 ms at p99",
    "120 operations queued while the event loop was late by 11 ms at p99",
    "140 requests waited for a connection",
  ]);
});

it("does not take a few late starts of a short run for its own fault, nor ones that services hide", async () => {
  const clock = new VirtualClock();
  const watch = new GeneratorWatch(clock);
  await clock.drive(clock.sleep(1000));
  const reading = watch.stop();
  const assess = (starts: number, lateMs: number, serviceP99Ms: number) => {
    const service = { serviceP50Ms: 0.1, serviceP99Ms };
    const lag = new LatencyHistogram();
    for (let start = 0; start < starts; start++) lag.record(lateMs * 1000);
    const pacing = { lag, queued: 0 };
    return assessGenerator(reading, { ...unpaced, sent: starts, ...service, pacing }).verdict;
  };
  expect(assess(499, 12, 5)).toBe("ok");
  expect(assess(500, 12, 5)).toBe("saturated");
  expect(assess(500, 12, 30)).toBe("ok");
  expect(assess(500, 1.9, 0.1)).toBe("ok");
  expect(assess(500, 2, 4)).toBe("saturated");
  expect(assess(500, 2, 4.1)).toBe("ok");
});

/** Goes through seconds in which the event loop was busy so much of the time. */
async function throughSeconds(...busyPercents: readonly number[]) {
  const clock = new VirtualClock();
  const watch = new GeneratorWatch(clock);
  for (const busyPercent of busyPercents) {
    clock.busyShare = busyPercent / 100;
    await clock.drive(clock.sleep(1000));
    watch.lap();
  }
  return watch.stop();
}

const work = { sent: 5000, serviceP50Ms: 5, serviceP99Ms: 20, ...unpaced };

it("does not let quiet seconds hide those in which the event loop never rested", async () => {
  const quiet = new Array<number>(18).fill(20);
  const some = assessGenerator(await throughSeconds(...quiet, 96, 100), work);
  expect(some).toMatchObject({
    eventLoopBusyPercent: 27.8,
    verdict: "saturated",
    reasons: ["event loop busy 95 % or more for 2 of 20 s"],
  });
  expect(assessGenerator(await throughSeconds(...quiet, 94, 100), work).verdict).toBe("ok");
  const all = assessGenerator(await throughSeconds(98, 100), work);
  expect(all.reasons).toEqual(["event loop busy 99 % of the time"]);
});

it("adds up such seconds of loads that follow each other", async () => {
  const quiet = await throughSeconds(20, 20, 20);
  const busy = await throughSeconds(20, 99, 20);
  const { reasons } = assessGenerator(combineReadings([quiet, busy]), work);
  expect(reasons).toEqual(["event loop busy 95 % or more for 1 of 6 s"]);
});

it("takes a queue at the cap for its own fault when the event loop was late itself", async () => {
  const clock = new VirtualClock();
  clock.eventLoop = { delayP50Ms: 0.2, delayP99Ms: 12 };
  const watch = new GeneratorWatch(clock);
  await clock.drive(clock.sleep(1000));
  const reading = watch.stop();
  const assess = (sent: number, queued: number, serviceP99Ms: number) =>
    assessGenerator(reading, {
      ...work,
      sent,
      serviceP99Ms,
      pacing: { lag: new LatencyHistogram(), queued },
    }).reasons;
  expect(assess(5000, 50, 24)).toEqual([
    "50 operations queued while the event loop was late by 12 ms at p99",
  ]);
  expect(assess(5000, 49, 24)).toEqual([]);
  expect(assess(5000, 5000, 25)).toEqual([]);
  expect(assess(499, 400, 24)).toEqual([]);
});
