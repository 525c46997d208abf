import type { Comparison } from "../engine/comparison.ts";
import type { Result } from "../engine/result.ts";

/** What a report of results can be, besides the text for people. */
export const reportKinds = ["html", "junit", "markdown", "hdr", "json"] as const;
export type ReportKind = (typeof reportKinds)[number];

/** What a report is of. */
export interface Reported {
  readonly results: readonly Result[];
  /** Of results that are side by side, which are among `results`. */
  readonly comparisons?: readonly Comparison[];
}

/** Results as a report's text. Each kind is loaded when it is asked for. */
export async function renderReport(
  kind: ReportKind,
  { results, comparisons }: Reported,
): Promise<string> {
  switch (kind) {
    case "html":
      return (await import("./html/report.ts")).htmlReport(results, comparisons);
    case "junit":
      return (await import("./junit.ts")).junitReport(results, comparisons);
    case "markdown":
      return (await import("./markdown.ts")).markdownReport(results, comparisons);
    case "hdr":
      return (await import("./hdr.ts")).hdrReport(results);
    case "json":
      return (await import("./json.ts")).jsonReport(results, comparisons);
    default:
      return kind satisfies never;
  }
}
