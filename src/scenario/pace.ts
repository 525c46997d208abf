import type { Part } from "./part.ts";
import type { Extent, Load, Pace, Stage } from "./scenario.ts";
import { loadShape, type StageShape, stageShape } from "./shape.ts";

const defaultDurationMs = 10_000;

/** What a load is when its file says nothing about it. */
const defaultLoad: Load = {
  warmupMs: 0,
  extent: { kind: "duration", durationMs: defaultDurationMs },
  concurrency: 64,
  pace: { kind: "closed" },
  order: "mixed",
};

/** Reads `load:`; undefined when it has mistakes, which are noted. */
export function readLoad(part: Part): Load | undefined {
  if (part.data === undefined) return defaultLoad;
  const shape = part.readMost(loadShape);
  const stages = readStages(part.part("stages"));
  if (shape === undefined) return undefined;
  checkTogether(part);
  const { warmup, concurrency, rate, arrivals, order } = shape;
  const pace: Pace =
    stages.length > 0
      ? { kind: "open", arrivals, stages }
      : rate === undefined
        ? { kind: "closed" }
        : steadyPace(rate, arrivals);
  return {
    warmupMs: warmup,
    extent: extentOf(shape, stages),
    concurrency,
    pace,
    order: order === "in-turn" ? "inTurn" : "mixed",
  };
}

/** The same rate all the time, until the load's extent ends it. */
export function steadyPace(
  ratePerSecond: number,
  arrivals: Extract<Pace, { kind: "open" }>["arrivals"],
): Extract<Pace, { kind: "open" }> {
  const stages = [{ ratePerSecond, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
  return { kind: "open", arrivals, stages };
}

function extentOf(
  {
    duration,
    requests,
  }: { readonly duration?: number | undefined; readonly requests?: number | undefined },
  stages: readonly Stage[],
): Extent {
  if (stages.length > 0) {
    const durationMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    return { kind: "duration", durationMs };
  }
  if (requests !== undefined) return { kind: "requests", requests };
  return { kind: "duration", durationMs: duration ?? defaultDurationMs };
}

/** Keys that exclude or need each other. */
function checkTogether(part: Part): void {
  const has = (key: string) => part.names.includes(key);
  const wrong = (key: string, message: string, hint: string) =>
    part.part(key).problem(message, { key: true, hint });
  if (has("stages")) {
    for (const key of ["duration", "requests"]) {
      if (has(key)) wrong(key, `stages say how long a load lasts, not ${key}`, "take it out");
    }
    if (has("rate")) {
      wrong("rate", "a load has a rate or stages, not both", "take one of them out");
    }
    return;
  }
  if (has("duration") && has("requests")) {
    const message = "a load has a duration or a number of requests, not both";
    wrong("requests", message, "take one of them out");
  }
  if (has("arrivals") && !has("rate")) {
    const hint = "add a rate, such as rate: 500/s";
    wrong("arrivals", "arrivals are those of an open loop: there is no rate", hint);
  }
}

/** Those without mistakes. */
function readStages(part: Part): readonly Stage[] {
  const { data } = part;
  if (!Array.isArray(data)) return [];
  const stages: Stage[] = [];
  let before = 0;
  for (const position of data.keys()) {
    const here = part.part(position);
    const shape = here.read(stageShape);
    if (shape === undefined) continue;
    checkRate(here, shape, before);
    before = shape.rate;
    stages.push({ ratePerSecond: shape.rate, durationMs: shape.for, ramp: shape.ramp });
  }
  return stages;
}

/** A rate of 0 is where a ramp ends, and nothing else. */
function checkRate(part: Part, { rate, ramp }: StageShape, before: number): void {
  if (rate > 0 || (ramp && before > 0)) return;
  part.part("rate").problem(ramp ? "a ramp from 0 to 0" : "a rate is above 0", {
    hint: "a load may ramp down to 0, with ramp: true after a stage with a rate",
  });
}
