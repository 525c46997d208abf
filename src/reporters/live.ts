import type { Remaining, Snapshot } from "../engine/snapshot.ts";
import { counted, formatCount, formatDuration, formatFigure, formatMs } from "../output/units.ts";

const bars = "▁▂▃▄▅▆▇█";

/**
 * How a run goes, in one line without colour or cursor control, at most `columns` wide: what
 * matters least is left out first. The caller draws it over the one before.
 */
export function liveLine(snapshot: Snapshot, columns: number): string {
  const { rate, target, chart, p50, p95, p99, troubles, left } = partsOf(snapshot);
  const [errors = ""] = troubles;
  const lines = [
    [rate, target, chart, p50, p95, p99, " ms", ...troubles, left],
    [rate, target, p50, p95, p99, " ms", ...troubles, left],
    [rate, target, p95, " ms", ...troubles, left],
    [rate, p95, " ms", ...troubles, left],
    [rate, p95, " ms", errors, left],
    [rate, p95, " ms", errors],
    [rate, errors],
  ].map(parts => parts.join(""));
  return lines.find(line => line.length <= columns) ?? rate.slice(0, Math.max(0, columns));
}

/** The same for a log that nobody watches: no chart, nothing left out, and how long it has run. */
export function plainLine(snapshot: Snapshot): string {
  const { rate, target, p50, p95, p99, troubles, left } = partsOf(snapshot);
  const elapsed = `${formatDuration(Math.round(snapshot.elapsedMs / 1000) * 1000)}: `;
  return [elapsed, rate, target, p50, p95, p99, " ms", ...troubles, left].join("");
}

function partsOf(snapshot: Snapshot) {
  const warmup = snapshot.phase === "warmup" ? "warm-up · " : "";
  const { targetRate, stopping } = snapshot;
  return {
    rate: `${warmup}${formatCount(snapshot.opsPerSecond)} ops/s`,
    target: targetRate === null ? "" : ` of ${formatFigure(targetRate)}`,
    chart: ` ${sparkline(snapshot.history)}`,
    p50: `  p50 ${formatMs(snapshot.p50Ms)}`,
    p95: `  p95 ${formatMs(snapshot.p95Ms)}`,
    p99: `  p99 ${formatMs(snapshot.p99Ms)}`,
    troubles: troublesOf(snapshot),
    left: ` · ${stopping ? "stopping" : describeRemaining(snapshot.remaining)}`,
  };
}

/** Errors always; what else there is, the gravest first. */
function troublesOf({ throttled, queued, ...snapshot }: Snapshot): readonly string[] {
  const troubles = [describeErrors(snapshot)];
  if (throttled > 0) troubles.push(`${formatCount(throttled)} throttled/s`);
  if (queued > 0) troubles.push(`${formatCount(queued)} queued`);
  return troubles.map(trouble => ` · ${trouble}`);
}

/** Each value as a bar against the highest of them. */
function sparkline(values: readonly number[]): string {
  const highest = Math.max(1, ...values);
  return values.map(value => bars[Math.round((value / highest) * (bars.length - 1))]).join("");
}

function describeErrors({ failed, unknown }: Pick<Snapshot, "failed" | "unknown">): string {
  const errors = failed + unknown;
  const count = counted(errors, "error");
  return unknown === 0 ? count : `${count} (${formatCount(unknown)} unknown)`;
}

function describeRemaining(remaining: Remaining): string {
  if (remaining.kind === "requests") return `${formatCount(remaining.remainingRequests)} to go`;
  // Rounded up, so that the last second does not read as none.
  return `${formatDuration(Math.ceil(remaining.remainingMs / 1000) * 1000)} left`;
}
