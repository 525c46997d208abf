const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const shape = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** What a duration looks like, for messages. */
export const durationForm = "a duration such as 500ms, 2s, 1m30s or 24h";

/** `500ms`, `2s`, `1m30s`, `1.5h`, `30d` → milliseconds, rounded to a whole one; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (!shape.test(trimmed)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of trimmed.matchAll(part)) {
    totalMs += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  const roundedMs = Math.round(totalMs);
  return Number.isSafeInteger(roundedMs) ? roundedMs : undefined;
}
