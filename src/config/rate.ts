import type { Rate } from "./gateway-settings.ts";

const windowsMs: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

/** What a rate looks like, for messages. */
export const rateForm = "a rate such as 10/s, 600/min or 10000/h";

const mostCount = 1_000_000_000;

/** `600/min` → so many in each window, at least one; undefined when it is no rate. */
export function parseRate(text: string): Rate | undefined {
  const [, digits, unit = ""] = /^(\d+) ?\/ ?(s|min|h)$/.exec(text.trim()) ?? [];
  const count = Number(digits);
  const windowMs = windowsMs[unit];
  if (windowMs === undefined || count < 1 || count > mostCount) return undefined;
  return { count, windowMs };
}
