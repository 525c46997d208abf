import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/engine/clock.ts";

const clock = systemClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  cpuMicros: () => 0,
});

const wait = (ms: number) =>
  new Promise<void>(resolve => {
    clock.after(ms, resolve);
  });

describe("the system's clock", () => {
  it("calls back once after a while, and again and again", async () => {
    await wait(1);
    let times = 0;
    await new Promise<void>(resolve => {
      const stop = clock.every(1, () => {
        if (++times === 3) resolve(stop());
      });
    });
    expect(times).toBe(3);
  });

  it("calls nobody who has cancelled", async () => {
    const called: string[] = [];
    clock.after(1, () => called.push("after"))();
    clock.every(1, () => called.push("every"))();
    await wait(10);
    expect(called).toEqual([]);
  });

  it("sees an event loop that was blocked", async () => {
    const finish = clock.watchEventLoop();
    const busyBefore = clock.busyMs();
    await wait(25);
    const blockedUntil = performance.now() + 80;
    while (performance.now() < blockedUntil);
    await wait(25);
    const { delayP50Ms, delayP99Ms } = finish();
    expect(delayP99Ms).toBeGreaterThan(50);
    expect(delayP50Ms).toBeLessThanOrEqual(delayP99Ms);
    expect(clock.busyMs() - busyBefore).toBeGreaterThan(50);
  });
});

describe("its alarm", () => {
  it("wakes once for each time that it is set, not before that, and not once it is closed", async () => {
    const alarm = await clock.alarm();
    let woken = 0;
    for (const delayMs of [0, 0.3, 5, -1]) {
      const setMs = performance.now();
      await new Promise<void>(resolve =>
        alarm.set(delayMs, () => {
          woken++;
          resolve();
        }),
      );
      // The two threads read one clock at two times.
      expect(performance.now() - setMs).toBeGreaterThan(delayMs - 0.05);
    }
    alarm.set(1, () => woken++);
    alarm.close();
    await wait(10);
    expect(woken).toBe(4);
  });
});
