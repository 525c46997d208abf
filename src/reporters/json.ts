import type { Comparison } from "../engine/comparison.ts";
import type { Result } from "../engine/result.ts";

/** One document as itself, several as a list: comparisons where there are any, else results. */
export function jsonReport(
  results: readonly Result[],
  comparisons: readonly Comparison[] = [],
): string {
  const documents = comparisons.length > 0 ? comparisons : results;
  return `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`;
}
