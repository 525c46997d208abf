import fc from "fast-check";
import { expect, it } from "vitest";
import { run } from "../../src/engine/run.ts";
import { get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

const script = fc.record({
  steps: fc.array(
    fc.record({
      status: fc.constantFrom("ok", "failed", "unknown"),
      serviceMs: fc.integer({ min: 0, max: 400 }),
      attempts: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 20 },
  ),
  concurrency: fc.integer({ min: 1, max: 9 }),
  warmupMs: fc.integer({ min: 0, max: 500 }),
  extent: fc.oneof(
    fc.record({ kind: fc.constant("requests"), requests: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ kind: fc.constant("duration"), durationMs: fc.integer({ min: 1, max: 1500 }) }),
  ),
  interruptAtMs: fc.option(fc.integer({ min: 0, max: 1500 })),
});

it("accounts for every operation that it starts: sent = ok + failed + unknown, in every sum", async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ steps, concurrency, warmupMs, extent, interruptAtMs }) => {
      const clock = new VirtualClock();
      const stop = new AbortController();
      if (interruptAtMs !== null) clock.after(interruptAtMs, () => stop.abort());
      let started = 0;
      let startedMeasured = 0;
      const target = scriptedTarget(async () => {
        const step = steps[started++ % steps.length];
        if (step === undefined) throw new Error("no step");
        if (clock.monotonic() >= warmupMs) startedMeasured++;
        // At least a millisecond now and then, or virtual time would stand still.
        await clock.sleep(step.serviceMs + (started % 3 === 0 ? 1 : 0));
        const { status, attempts } = step;
        return outcome(status === "ok" ? { attempts } : { status, attempts, code: status });
      });
      const operations = [get({ name: "a", weight: 2 }), get({ name: "b" })];
      const load = { warmupMs, extent, concurrency };
      const result = await clock.drive(
        run(scenario({ operations, load }), target, { clock, signal: stop.signal }),
      );
      const { total, timeline } = result;
      expect(total.sent).toBe(startedMeasured);
      expect(total.sent).toBe(total.ok + total.failed + total.unknown);
      expect(total.attempts).toBe(total.sent + total.retries);
      expect(total.errors.failed ?? 0).toBe(total.failed);
      expect(total.errors.unknown ?? 0).toBe(total.unknown);
      for (const status of ["ok", "failed", "unknown"] as const) {
        const stats = Object.values(result.operations);
        expect(stats.reduce((sum, each) => sum + each[status], 0)).toBe(total[status]);
        expect(timeline.reduce((sum, row) => sum + row[status], 0)).toBe(total[status]);
      }
      if (extent.kind === "requests" && result.interrupted === undefined) {
        expect(total.sent).toBe(extent.requests);
      }
      expect(clock.pending).toBeLessThanOrEqual(interruptAtMs === null ? 0 : 1);
    }),
    { numRuns: 60 },
  );
});
