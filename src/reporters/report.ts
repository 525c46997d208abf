import type { Result } from "../engine/result.ts";

/** What a report of results can be, besides the text for people. */
export const reportKinds = ["html", "junit", "markdown", "hdr", "json"] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Results as a report's text. Each kind is loaded when it is asked for. */
export async function renderReport(kind: ReportKind, results: readonly Result[]): Promise<string> {
  switch (kind) {
    case "html":
      return (await import("./html/report.ts")).htmlReport(results);
    case "junit":
      return (await import("./junit.ts")).junitReport(results);
    case "markdown":
      return (await import("./markdown.ts")).markdownReport(results);
    case "hdr":
      return (await import("./hdr.ts")).hdrReport(results);
    case "json":
      return (await import("./json.ts")).jsonReport(results);
    default:
      return kind satisfies never;
  }
}
