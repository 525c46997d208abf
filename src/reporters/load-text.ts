import type { LoadReport, Result } from "../engine/result.ts";
import { formatCount, formatDuration, formatRate } from "../output/units.ts";
import { counted } from "./findings.ts";

/** A load in one line: `2,000/s (poisson), at most 64 in flight · 2 s warm-up, 10 s measured`. */
export function loadText(load: LoadReport): string {
  const parts = [paceText(load), extentText(load)];
  if (load.order === "inTurn") parts.push("operations in turn");
  if (load.workers > 1) parts.push(counted(load.workers, "worker"));
  if (load.shard !== null) parts.push(`shard ${load.shard.index} of ${load.shard.of}`);
  return parts.join(" · ");
}

/** The stages of an open loop, one text each; empty in a closed loop and for a constant rate. */
export function stageTexts({ stages }: LoadReport): readonly string[] {
  return stages.flatMap(({ ratePerSecond, seconds, ramp }) =>
    seconds === null
      ? []
      : [`${ramp ? "to " : ""}${formatRate(ratePerSecond)} for ${formatDuration(seconds * 1000)}`],
  );
}

function paceText({ kind, concurrency, rate, arrivals }: LoadReport): string {
  const inFlight = `${formatCount(concurrency)} in flight`;
  if (kind === "closed" || rate === null) return inFlight;
  return `${formatRate(rate)}${arrivals === "poisson" ? " (Poisson)" : ""}, at most ${inFlight}`;
}

function extentText({ warmupSeconds, durationSeconds, requests }: LoadReport): string {
  const warmup = warmupSeconds > 0 ? `${formatDuration(warmupSeconds * 1000)} warm-up, ` : "";
  const measured =
    durationSeconds === null
      ? counted(requests ?? 0, "operation")
      : `${formatDuration(durationSeconds * 1000)} measured`;
  return `${warmup}${measured}`;
}

/** When a run began: `2026-01-01 12:00:00 UTC`. */
export function startText({ startedAt }: Pick<Result, "startedAt">): string {
  return startedAt.replace(/^(.{10})T(.{8}).*$/, "$1 $2 UTC");
}
