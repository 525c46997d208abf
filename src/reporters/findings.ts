import type { Result } from "../engine/result.ts";
import { formatCount, formatDuration } from "../output/units.ts";

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
  if (total.sent > 0 && total.ok === 0) {
    found.push(`all ${formatCount(total.sent)} operations failed`);
  } else if (lostItsTarget(result)) {
    found.push(`nothing succeeded in the last ${lostSeconds} s`);
  }
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

/** Whether a run that began well ended with nothing but failures, as when its target is gone. */
function lostItsTarget({ timeline }: Result): boolean {
  const end = timeline.slice(-lostSeconds);
  const failing = end.some(({ failed, unknown }) => failed + unknown > 0);
  return end.length === lostSeconds && failing && end.every(({ ok }) => ok === 0);
}

/** `1 check`, `2,000 checks` */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${formatCount(count)} ${noun}s`;
}
