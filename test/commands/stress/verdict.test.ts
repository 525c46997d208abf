import { describe, expect, it } from "vitest";
import { exitCodes } from "../../../src/cli/exit-codes.ts";
import { verdict } from "../../../src/commands/stress/verdict.ts";
import type { Result } from "../../../src/engine/result.ts";
import { result, stats } from "../../reporters/sample.ts";

const missed: Partial<Result> = {
  thresholds: [
    { expression: "p95 < 1ms", comparator: "<", limit: 1, unit: "ms", actual: 2, ok: false },
    { expression: "p99 < 9ms", comparator: "<", limit: 9, unit: "ms", actual: 2, ok: true },
  ],
  ok: false,
};
const unsound: Partial<Result> = {
  checks: [
    { kind: "every", name: "stock", ok: false, detail: "2 items fail", keys: [] },
    { kind: "count", name: "orders", ok: true, detail: "5", keys: [] },
  ],
  ok: false,
};
const failed: Partial<Result> = { total: stats({ sent: 3, ok: 0, failed: 3 }), ok: false };
const cut: Partial<Result> = { interrupted: true, ok: false };

function judge(...changes: Partial<Result>[]) {
  const error = verdict(changes.map(change => result(change)));
  return error && { code: exitCodes[error.kind], message: error.message, hint: error.hint };
}

describe("the verdict on some results", () => {
  it("is none when all is well", () => {
    expect(judge({}, {})).toBeUndefined();
  });

  it("names the checks that failed", () => {
    expect(judge(unsound)).toEqual({
      code: 98,
      message: "1 of 2 checks failed",
      hint: "stock: 2 items fail",
    });
  });

  it("names the thresholds that were missed", () => {
    const verdictOn = { code: 99, message: "1 of 2 thresholds missed", hint: "p95 < 1ms" };
    expect(judge({}, missed)).toEqual(verdictOn);
  });

  it("says whose they are where there are several clients or scenarios", () => {
    const sdk = { client: "sdk" };
    expect(judge(missed, { ...missed, ...sdk })).toMatchObject({
      message: "2 of 4 thresholds missed",
      hint: "wire: p95 < 1ms\nsdk: p95 < 1ms",
    });
    expect(judge(unsound, { ...unsound, scenario: "users" })).toMatchObject({
      hint: "user-sessions: stock: 2 items fail\nusers: stock: 2 items fail",
    });
    expect(judge({}, { ...missed, ...sdk, scenario: "users" })).toMatchObject({
      hint: "users, sdk: p95 < 1ms",
    });
  });

  it("is a missed threshold when one stopped the run, also if a merge meets it", () => {
    expect(judge({ aborted: "p95 < 1ms", ok: false })).toMatchObject({
      code: 99,
      message: "user-sessions: stopped, as p95 < 1ms was missed",
    });
  });

  it("is the worst of all: interrupted, failed, a check, a threshold", () => {
    const all = [missed, unsound, failed, cut];
    const codes = all.map((_, last) => judge(...all.slice(0, last + 1))?.code);
    expect(codes).toEqual([99, 98, 1, 130]);
    expect(all.map((_, last) => judge(...all.slice(0, last + 1).toReversed())?.code)).toEqual(
      codes,
    );
  });
});
