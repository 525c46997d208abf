import { InvalidArgumentError } from "commander";
import type { Session } from "../../cli/session.ts";
import { throwIfInterrupted } from "../../cli/session.ts";
import { parseDuration } from "../../config/duration.ts";
import { DynError } from "../../errors.ts";
import { formatDuration } from "../../output/units.ts";

/** When a load is to start: at a moment, or so long after the command did. */
export type StartAt =
  | { readonly kind: "moment"; readonly epochMs: number }
  | { readonly kind: "after"; readonly delayMs: number };

/** What a start looks like, for messages. */
export const startForm = "a time such as 2026-11-21T14:30:00Z, seconds since 1970, or +30s";
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;
const isoWithoutZone = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/i;
/** Epoch seconds of this length are of the years 2001 to 5138; milliseconds are longer. */
const epochSeconds = /^\d{9,11}(?:\.\d+)?$/;

/** Parses an ISO 8601 time with a zone, seconds since 1970, or `+30s`. */
export function startOption(text: string): StartAt {
  if (text.startsWith("+")) {
    const delayMs = parseDuration(text.slice(1));
    if (delayMs !== undefined) return { kind: "after", delayMs };
  }
  if (epochSeconds.test(text)) return { kind: "moment", epochMs: Number(text) * 1000 };
  const epochMs = iso.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(epochMs)) return { kind: "moment", epochMs };
  if (isoWithoutZone.test(text)) {
    const zoned = `${text.replace(" ", "T").padEnd(16, "T00:00")}Z`;
    throw new InvalidArgumentError(`Machines differ in their zones: write ${zoned} for UTC.`);
  }
  throw new InvalidArgumentError(`It takes ${startForm}.`);
}

/** The moment in milliseconds since the epoch; `beganMs` is when the command did. */
export function momentOf(start: StartAt, beganMs: number): number {
  return start.kind === "moment" ? start.epochMs : beganMs + start.delayMs;
}

/** A moment as near as this may have been meant to be now. */
const longestAgoMs = 60_000;

/**
 * Refuses a moment that was over when the command began.
 * @throws DynError "usage"
 */
export function checkStart(start: StartAt, beganMs: number): void {
  const agoMs = beganMs - momentOf(start, beganMs);
  if (agoMs <= longestAgoMs) return;
  const at = new Date(momentOf(start, beganMs)).toISOString();
  throw new DynError("usage", `--start-at ${at} was ${formatDuration(agoMs)} ago`, {
    hint: "name a moment to come, such as +30s",
  });
}

/** Between two looks at the clock, which may be set right on the way. */
const longestSleepMs = 1_000;

/**
 * Waits for the moment, and says so; when it is over, says how late it is and goes on.
 * @param say told once a second how long it still takes
 * @throws DynError "interrupted"
 */
export async function awaitMoment(
  session: Session,
  epochMs: number,
  say: (text: string) => void,
): Promise<void> {
  const { context, signal, noticePaint } = session;
  const at = new Date(epochMs).toISOString();
  const lateMs = context.now() - epochMs;
  if (lateMs > 0) {
    const late = `${formatDuration(lateMs)} late`;
    await session.notice(`${noticePaint.yellow("!")} --start-at ${at} is over: starting ${late}`);
    return;
  }
  await session.notice(`waiting for ${at}, in ${formatDuration(-lateMs)}`);
  for (;;) {
    throwIfInterrupted(session);
    const leftMs = epochMs - context.now();
    if (leftMs <= 0) return;
    say(`waiting for ${at} · ${formatDuration(Math.ceil(leftMs / 1000) * 1000)}`);
    await sleep(Math.min(leftMs, longestSleepMs), signal);
  }
}

/** Ends early when the signal is aborted. */
function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener("abort", end);
  });
}
