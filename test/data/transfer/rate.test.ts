import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rate } from "../../../src/data/transfer/rate.ts";
import { VirtualClock } from "../../engine/virtual-clock.ts";

/** Spends until the time is over, each request costing what `units` says; gives what was spent in all. */
async function spendFor(
  seconds: number,
  rate: Rate,
  clock: VirtualClock,
  units: () => { expected: number; consumed: number },
  onSpent: () => void = () => {},
): Promise<number> {
  const endMs = clock.monotonic() + seconds * 1000;
  let total = 0;
  const lane = async () => {
    while (clock.monotonic() < endMs) {
      const { expected, consumed } = units();
      await rate.spend(expected);
      if (clock.monotonic() >= endMs) return;
      await clock.sleep(5);
      rate.settle(expected, consumed);
      total += consumed;
      onSpent();
    }
  };
  await clock.drive(Promise.all([lane(), lane(), lane()]));
  return total;
}

describe("a rate of units", () => {
  it("is kept, whatever requests were thought to cost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 2000 }),
        fc.double({ min: 0.3, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 128 }),
        async (perSecond, error, most) => {
          const clock = new VirtualClock();
          const rate = new Rate({ perSecond, clock });
          const consumed = Math.max(1, Math.min(most, perSecond));
          const seconds = 30;
          const total = await spendFor(seconds, rate, clock, () => ({
            expected: consumed * error,
            consumed,
          }));
          // The bucket was full in the beginning, and each of three may be dearer than thought.
          expect(total).toBeLessThanOrEqual(perSecond * (seconds + 1) + 3 * consumed);
          const possible = Math.min(perSecond * seconds, (3 * consumed * seconds) / 0.005);
          expect(total).toBeGreaterThan(0.5 * possible - 4 * consumed * (1 + error));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("holds nothing back when there is neither cap nor throttle", async () => {
    const clock = new VirtualClock();
    const rate = new Rate({ clock });
    for (let n = 0; n < 1000; n += 1) expect(await rate.spend(1e6)).toBe(true);
    expect(clock.monotonic()).toBe(0);
    expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
  });

  it("falls with throttles, once for those that come together, and rises again up to the cap", async () => {
    const clock = new VirtualClock();
    const rate = new Rate({ perSecond: 1000, clock });
    rate.throttled();
    rate.throttled();
    expect(rate.perSecond).toBeCloseTo(700);
    await clock.drive(clock.sleep(600));
    rate.throttled();
    expect(rate.perSecond).toBeLessThan(550);
    await clock.drive(clock.sleep(3000));
    expect(rate.perSecond).toBeGreaterThan(550);
    expect(rate.perSecond).toBeLessThan(800);
    await clock.drive(clock.sleep(60_000));
    expect(rate.perSecond).toBe(1000);
  });

  it("never falls to nothing", async () => {
    const clock = new VirtualClock();
    const rate = new Rate({ perSecond: 100, clock });
    for (let n = 0; n < 100; n += 1) {
      await clock.drive(clock.sleep(501));
      rate.throttled();
    }
    expect(rate.perSecond).toBeGreaterThanOrEqual(2);
  });

  it("finds what a table bears without being told", async () => {
    const clock = new VirtualClock();
    const rate = new Rate({ clock });
    const bears = 500;
    let second = 0;
    let used = 0;
    let throttles = 0;
    const judge = () => {
      const now = Math.floor(clock.monotonic() / 1000);
      if (now !== second) used = 0;
      second = now;
      used += 5;
      if (used <= bears) return;
      throttles += 1;
      rate.throttled();
    };
    await spendFor(60, rate, clock, () => ({ expected: 5, consumed: 5 }), judge);
    throttles = 0;
    const total = await spendFor(60, rate, clock, () => ({ expected: 5, consumed: 5 }), judge);
    expect(total / 60).toBeGreaterThan(0.6 * bears);
    expect(total / 60).toBeLessThan(1.2 * bears);
    expect(throttles).toBeLessThan((0.2 * total) / 5);
  });

  it("lets those who wait go when they are no longer wanted", async () => {
    const clock = new VirtualClock();
    const rate = new Rate({ perSecond: 1, clock });
    await rate.spend(1);
    rate.settle(1, 1000);
    const stop = new AbortController();
    const waiting = [rate.spend(1, stop.signal), rate.spend(1, stop.signal)];
    stop.abort();
    expect(await Promise.all(waiting)).toEqual([false, false]);
    expect(clock.pending).toBe(0);
  });
});
