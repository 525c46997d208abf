import type { Result } from "../engine/result.ts";
import { counted, formatCount, formatDuration } from "../output/units.ts";

/** What went wrong in a run, the worst first, each in a few words; empty when all is well. */
export function findings(result: Result): readonly string[] {
  return [...runFindings(result), ...judgementFindings(result)];
}

/** Why a run did not go as it was meant to; says nothing of thresholds and checks. */
export function runFindings(result: Result): readonly string[] {
  const { total, interrupted, aborted, elapsedSeconds, load } = result;
  const found: string[] = [];
  if (interrupted) {
    found.push(
      total.sent === 0
        ? "interrupted before anything was measured"
        : `interrupted after ${formatDuration(elapsedSeconds * 1000)}`,
    );
  }
  if (aborted !== undefined) found.push(`stopped, as this was missed: ${aborted}`);
  const failure = failureText(result);
  if (failure !== undefined) found.push(failure);
  if (load.unsent > 0) {
    found.push(`${counted(load.unsent, "operation")} of the schedule never sent`);
  }
  return found;
}

function judgementFindings({ thresholds, checks }: Result): readonly string[] {
  const missed = thresholds.filter(({ ok }) => !ok).length;
  const failed = checks.filter(({ ok }) => !ok).length;
  return [
    ...(failed > 0 ? [`${failed} of ${counted(checks.length, "check")} failed`] : []),
    ...(missed > 0 ? [`${missed} of ${counted(thresholds.length, "threshold")} missed`] : []),
  ];
}

/** Of the end of a run, without a single success. */
const lostSeconds = 2;

/**
 * What says that a run had no target: that nothing succeeded at all, or that it began well and
 * ended with nothing but failures. undefined when it had one to its end.
 */
export function failureText({ total, timeline }: Result): string | undefined {
  if (total.sent > 0 && total.ok === 0) {
    return total.sent === 1
      ? "the only operation failed"
      : `all ${formatCount(total.sent)} operations failed`;
  }
  let [seconds, failing] = [0, false];
  for (const row of timeline.toReversed()) {
    if (row.ok > 0) return undefined;
    failing ||= row.failed + row.unknown > 0;
    seconds += row.seconds ?? 1;
    if (seconds >= lostSeconds) break;
  }
  if (!failing || seconds < lostSeconds) return undefined;
  return `nothing succeeded in the last ${formatDuration(seconds * 1000)}`;
}
