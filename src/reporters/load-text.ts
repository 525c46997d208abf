import { listIndexes } from "../engine/mergeable.ts";
import type { LoadReport, Result } from "../engine/result.ts";
import { counted, formatCount, formatDuration, formatRate } from "../output/units.ts";

/** A load in one line: `2,000/s constant, at most 64 in flight · 2 s warm-up, 10 s measured`. */
export function loadText(load: LoadReport): string {
  return [paceText(load), extentText(load), ...partTexts(load)].join(" · ");
}

/** The stages of an open loop, one text each; empty in a closed loop and for a constant rate. */
export function stageTexts({ stages }: LoadReport): readonly string[] {
  return stages.flatMap(({ ratePerSecond, seconds, ramp }) =>
    seconds === null
      ? []
      : [`${ramp ? "to " : ""}${formatRate(ratePerSecond)} for ${formatDuration(seconds * 1000)}`],
  );
}

/** Which part of the whole load's rates is a report's own: stages are told as the whole has them. */
export function shareOfRates({ shard, merged }: LoadReport): number {
  if (shard !== null) return 1 / shard.of;
  return merged === undefined ? 1 : merged.shards.length / merged.of;
}

function paceText(load: LoadReport): string {
  const inFlight = `${formatCount(load.concurrency)} in flight`;
  if (load.kind === "closed") return inFlight;
  const rates = load.stages.map(({ ratePerSecond }) => ratePerSecond);
  const highest = Math.max(0, ...rates) * shareOfRates(load);
  const { length } = stageTexts(load);
  const rate =
    length === 0
      ? formatRate(load.rate ?? highest)
      : `${counted(length, "stage")} up to ${formatRate(highest)}`;
  return `${rate} ${load.arrivals === "poisson" ? "Poisson" : "constant"}, at most ${inFlight}`;
}

function extentText({ order, warmupSeconds, durationSeconds, requests }: LoadReport): string {
  const turns = order === "inTurn" ? "operations in turn, each " : "";
  const warmup = warmupSeconds > 0 ? `${formatDuration(warmupSeconds * 1000)} warm-up, ` : "";
  const measured =
    durationSeconds === null
      ? counted(requests ?? 0, "operation")
      : `${formatDuration(durationSeconds * 1000)} measured`;
  return `${turns}${warmup}${measured}`;
}

function partTexts({ workers, shard, merged, legs }: LoadReport): readonly string[] {
  const parts: string[] = [];
  if (legs !== undefined) parts.push(`in ${counted(legs, "turn")}`);
  if (workers > 1) parts.push(counted(workers, "worker"));
  if (shard !== null) parts.push(`shard ${shard.index} of ${shard.of}`);
  if (merged !== undefined) parts.push(mergedText(merged));
  return parts;
}

/** `4 shards merged`, `only shards 1 and 3 of 4`. */
export function mergedText({ shards, of }: NonNullable<LoadReport["merged"]>): string {
  if (shards.length === of) return `${counted(of, "shard")} merged`;
  return `only shard${shards.length === 1 ? "" : "s"} ${listIndexes(shards)} of ${of}`;
}

/** When a run began: `2026-01-01 12:00:00 UTC`. */
export function startText({ startedAt }: Pick<Result, "startedAt">): string {
  return startedAt.replace(/^(.{10})T(.{8}).*$/, "$1 $2 UTC");
}
