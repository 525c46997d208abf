import { expect, it } from "vitest";
import { mergeResults } from "../../src/engine/merge.ts";
import { runLoad } from "../../src/engine/run-load.ts";
import { renderReport, reportKinds } from "../../src/reporters/report.ts";
import { reportText } from "../../src/reporters/text.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { outcome, scenario, scriptedTarget } from "../engine/scripted-target.ts";
import { VirtualClock } from "../engine/virtual-clock.ts";
import { plain } from "./sample.ts";

const stages = [{ ratePerSecond: 0.001, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
const open: Partial<Load> = {
  pace: { kind: "open", arrivals: "poisson", stages },
  extent: { kind: "duration", durationMs: 10 },
};

it.each<[string, Partial<Load>, boolean]>([
  ["an open loop in whose time nothing came", open, false],
  ["one whose operations have their turns", { ...open, order: "inTurn" }, false],
  ["a closed loop that was interrupted at once", {}, true],
])("no report of %s has a figure that is none", async (_name, load, interrupt) => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  if (interrupt) stop.abort();
  const target = scriptedTarget(async () => outcome());
  const { result } = await clock.drive(
    runLoad(scenario({ load }), target, { clock, signal: stop.signal }),
  );
  expect(result.total.sent).toBe(0);
  const merged = mergeResults([{ name: "worker 1", result }], { kind: "workers" });
  for (const each of [result, merged]) {
    const texts = await Promise.all(
      reportKinds.map(kind => renderReport(kind, { results: [each] })),
    );
    for (const [position, kind] of reportKinds.entries()) {
      // A page has a script, which may well speak of such values.
      const text = (texts[position] ?? "").replace(/<script(?! type).*?<\/script>/gs, "");
      expect({ kind, odd: text.match(/NaN|Infinity|undefined/) }).toEqual({ kind, odd: null });
    }
    expect(reportText(each, plain, 80)).not.toMatch(/NaN|Infinity|undefined/);
    // JSON turns what is no number into null.
    expect(JSON.parse(JSON.stringify(each))).toEqual(each);
  }
});
