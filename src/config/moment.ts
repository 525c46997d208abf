import { parseDuration } from "./duration.ts";

/** What a moment looks like, for messages. */
export const momentForm = "a time such as 2026-11-20T10:00:00Z, seconds since 1970, or '2h ago'";

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;
/** Seconds of this length are of the years 2001 to 5138; milliseconds are longer. */
const epochSeconds = /^\d{9,11}(?:\.\d+)?$/;
const ago = /^(.+) ago$/;

/**
 * `2026-11-20T10:00:00Z`, `1795168800`, `2h ago` → milliseconds since 1970. Undefined for what is no
 * moment; a time without a zone is none, since machines differ in theirs.
 */
export function parseMoment(text: string, nowMs: number): number | undefined {
  const ms = read(text.trim(), nowMs);
  return ms === undefined || Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}

function read(text: string, nowMs: number): number | undefined {
  if (epochSeconds.test(text)) return Number(text) * 1000;
  const passed = ago.exec(text)?.[1];
  if (passed !== undefined) {
    const passedMs = parseDuration(passed);
    return passedMs === undefined ? undefined : nowMs - passedMs;
  }
  return iso.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : undefined;
}

/** `2026-02-30` is none, though `Date` takes it for one in March. */
function isDay(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
