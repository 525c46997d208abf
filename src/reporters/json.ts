import type { Result } from "../engine/result.ts";

/** One result as itself, several as a list. */
export function jsonReport(results: readonly Result[]): string {
  return `${JSON.stringify(results.length === 1 ? results[0] : results, null, 2)}\n`;
}
