import { expect, it } from "vitest";
import { mergeWorkers } from "../../../src/commands/stress/merge-workers.ts";
import { verdict } from "../../../src/commands/stress/verdict.ts";
import type { Result } from "../../../src/engine/result.ts";
import { Tally } from "../../../src/engine/tally.ts";
import { WrittenItems } from "../../../src/engine/written-items.ts";
import { outcome } from "../../engine/scripted-target.ts";
import { result } from "../../reporters/sample.ts";

const running = new AbortController().signal;
const interrupted = AbortSignal.abort();

function merged(missed: string | undefined, signal: AbortSignal, change: Partial<Result>) {
  const tally = new Tally();
  tally.record(outcome(), 1000, 1000);
  const operations = { read: tally.stats(1) };
  const sound = { operations, timeline: [], thresholds: [], checks: [], ok: true };
  const runs = [sound, { ...sound, ...change }].map(each => ({
    result: result(each),
    written: new WrittenItems([]),
  }));
  const run = mergeWorkers({ checks: [] }, runs, { reading: undefined, missed, signal });
  return run.result;
}

const stopped = { interrupted: true, ok: false } as const;

it("is neither interrupted nor aborted when the load went to its end", () => {
  const whole = merged(undefined, running, {});
  expect(whole).not.toHaveProperty("interrupted");
  expect(whole).not.toHaveProperty("aborted");
  expect(whole.ok).toBe(true);
});

it("is not interrupted when a missed threshold stopped the workers", () => {
  const whole = merged("errors < 5%", running, stopped);
  expect(whole).not.toHaveProperty("interrupted");
  expect(whole).toMatchObject({ aborted: "errors < 5%", ok: false });
  expect(verdict([whole])?.kind).toBe("threshold");
});

it("is interrupted when Ctrl-C came as well, which is the worst of both", () => {
  const whole = merged("errors < 5%", interrupted, stopped);
  expect(whole).toMatchObject({ interrupted: true, aborted: "errors < 5%", ok: false });
  expect(verdict([whole])?.kind).toBe("interrupted");
});

it("is interrupted when Ctrl-C came and no worker had anything left to stop", () => {
  expect(merged(undefined, interrupted, {})).toMatchObject({ interrupted: true, ok: false });
});
