import { expect, it } from "vitest";
import { Recorder } from "../../src/engine/recorder.ts";
import { judge } from "../../src/engine/thresholds.ts";
import { parseThreshold } from "../../src/scenario/threshold.ts";
import { outcome } from "./scripted-target.ts";

it("judges on the way as it would in the end", () => {
  const recorder = new Recorder(["read", "write"], 0);
  for (let each = 1; each <= 100; each++) {
    const ended = each % 10 === 0 ? outcome({ status: "failed", code: "A" }) : outcome();
    recorder.record(each % 2, ended, each * 10, each * 1000, each * 1000);
  }
  const thresholds = [
    "p95 < 20ms",
    "read.p99 < 200ms",
    "write.mean < 51ms",
    "errors < 5%",
    "read.failed == 10",
    "throughput > 80/s",
    "max < 100ms",
    "nobody.p50 < 1s",
  ].map(text => parseThreshold(text));
  const judged = recorder.judge(thresholds);
  expect(judged).toEqual(judge(thresholds, recorder.total(), recorder.operations()));
  expect(judged.map(({ ok }) => ok)).toEqual([false, true, true, false, true, true, false, false]);
});
