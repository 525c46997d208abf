import { describe, expect, it } from "vitest";
import { htmlReport } from "../../src/reporters/html/report.ts";
import { markdownReport } from "../../src/reporters/markdown.ts";
import { reportText } from "../../src/reporters/text.ts";
import { latency, plain, result, stats } from "./sample.ts";

const staleness = {
  reads: 4201,
  stale: 12,
  staleReads: 15,
  ms: latency({ p50: 1.2, p95: 4, p99: 8.1 }),
  histogram: "",
};
const measured = result({ total: stats({ sent: 4201, staleness }) });

describe("stale reads", () => {
  it("are told in one line of text", () => {
    expect(reportText(measured, plain)).toContain(
      "\nstale reads  12 of 4,201 (0.286 %) · fresh after p50 1.20  p95 4.00  p99 8.10 ms\n",
    );
    expect(reportText(result(), plain)).not.toContain("stale");
  });

  it("are told in Markdown and HTML", () => {
    const said = "12 of 4,201 (0.286 %) · fresh after p50 1.20  p95 4.00  p99 8.10 ms";
    expect(markdownReport([measured])).toContain(`Stale reads: ${said}.\n`);
    expect(markdownReport([result()])).not.toContain("Stale");
    expect(htmlReport([measured])).toContain(`<p>${said}</p>`);
    expect(htmlReport([result()])).not.toContain("Stale reads");
  });
});
