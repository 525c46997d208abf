import type { Remaining, Snapshot } from "../engine/snapshot.ts";
import { formatCount, formatDuration, formatMs } from "../output/units.ts";

const bars = "▁▂▃▄▅▆▇█";

/**
 * How a run goes, in one line without colour or cursor control, at most `columns` wide: what
 * matters least is left out first. The caller draws it over the one before.
 */
export function liveLine(snapshot: Snapshot, columns: number): string {
  const warmup = snapshot.phase === "warmup" ? "warm-up · " : "";
  const rate = `${warmup}${formatCount(snapshot.opsPerSecond)} ops/s`;
  const chart = ` ${sparkline(snapshot.history)}`;
  const p50 = `  p50 ${formatMs(snapshot.p50Ms)}`;
  const p95 = `  p95 ${formatMs(snapshot.p95Ms)}`;
  const p99 = `  p99 ${formatMs(snapshot.p99Ms)}`;
  const errors = ` · ${describeErrors(snapshot)}`;
  const left = ` · ${describeRemaining(snapshot.remaining)}`;
  const lines = [
    [rate, chart, p50, p95, p99, " ms", errors, left],
    [rate, p50, p95, p99, " ms", errors, left],
    [rate, p95, " ms", errors, left],
    [rate, p95, " ms", errors],
    [rate, errors],
  ].map(parts => parts.join(""));
  return lines.find(line => line.length <= columns) ?? rate.slice(0, Math.max(0, columns));
}

/** Each value as a bar against the highest of them. */
function sparkline(values: readonly number[]): string {
  const highest = Math.max(1, ...values);
  return values.map(value => bars[Math.round((value / highest) * (bars.length - 1))]).join("");
}

function describeErrors({ failed, unknown }: Snapshot): string {
  const errors = failed + unknown;
  const count = errors === 1 ? "1 error" : `${formatCount(errors)} errors`;
  return unknown === 0 ? count : `${count} (${formatCount(unknown)} unknown)`;
}

function describeRemaining(remaining: Remaining): string {
  if (remaining.kind === "requests") return `${formatCount(remaining.remainingRequests)} to go`;
  // Rounded up, so that the last second does not read as none.
  return `${formatDuration(Math.ceil(remaining.remainingMs / 1000) * 1000)} left`;
}
