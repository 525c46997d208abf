import type { Load } from "../scenario/scenario.ts";
import type { Pacing } from "./pacing.ts";
import type { LoadReport } from "./result.ts";
import { roundFigure } from "./round.ts";
import { meanRate, type OpenPace } from "./schedule.ts";
import { type Slice, shareOf } from "./slice.ts";

/** The load as the scenario has it, and what of its concurrency and rate is the slice's. */
export function reportLoad(
  load: Load,
  slice: Slice,
  { queued, unsent }: Pick<Pacing, "queued" | "unsent">,
): LoadReport {
  const { extent, pace } = load;
  const open = pace.kind === "open" ? pace : undefined;
  return {
    kind: pace.kind,
    concurrency: shareOf(load.concurrency, slice),
    rate: open === undefined ? null : rateOf(load, open, slice),
    arrivals: open?.arrivals ?? null,
    stages: (open?.stages ?? []).map(({ ratePerSecond, durationMs, ramp }) => ({
      ratePerSecond,
      seconds: Number.isFinite(durationMs) ? durationMs / 1000 : null,
      ramp,
    })),
    warmupSeconds: load.warmupMs / 1000,
    durationSeconds: extent.kind === "duration" ? extent.durationMs / 1000 : null,
    requests: extent.kind === "requests" ? extent.requests : null,
    order: load.order,
    workers: 1,
    shard: null,
    queued,
    unsent,
  };
}

function rateOf(load: Load, pace: OpenPace, { stride }: Slice): number {
  const rate = meanRate(load, pace);
  // Slices' rates are to add up to the whole.
  return stride === 1 ? roundFigure(rate) : rate / stride;
}
