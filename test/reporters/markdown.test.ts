import { describe, expect, it } from "vitest";
import { markdownReport } from "../../src/reporters/markdown.ts";
import { hostile, measuredResult, troubledResult } from "./measured.ts";
import { latency, result, stats } from "./sample.ts";

describe("Markdown", () => {
  it("says the verdict, then what was measured", () => {
    const total = stats({
      sent: 1200,
      latencyMs: latency({ p50: 6.1, p95: 11.8, p99: 17, max: 1051 }),
    });
    const text = markdownReport([
      result({
        description: "Validation",
        operations: { validate: total },
        total,
        thresholds: [
          {
            expression: "p95 < 20ms",
            comparator: "<",
            limit: 20,
            unit: "ms",
            actual: 11.8,
            ok: true,
          },
        ],
      }),
    ]);
    expect(text).toBe(`## ✅ user-sessions: ok

memory · wire · 64 in flight · 10 s measured · 2026-01-01 00:00:00 UTC

Validation

| operation | ops | ops/s | p50 | p95 | p99 | max | errors |
| --- | --: | --: | --: | --: | --: | --: | --: |
| validate | 1,200 | 120 | 6.10 | 11.8 | 17.0 | 1,051 | – |
| **total** | **1,200** | **120** | **6.10** | **11.8** | **17.0** | **1,051** | **–** |

Latency in ms.

| threshold | measured |  |
| --- | --: | --- |
| ✅ p95 &lt; 20ms | 11.8 ms |  |

Generator ok: 61 % of a core.
`);
  });

  it("shows an open loop's service times beside its latencies", () => {
    const load = { ...result().load, kind: "open", rate: 9, arrivals: "constant" } as const;
    const total = stats({
      sent: 1200,
      latencyMs: latency({ p50: 6.1, p95: 11.8, p99: 17, max: 1051 }),
      serviceMs: latency({ p50: 3.1, p95: 4.8, p99: 7, max: 9 }),
    });
    const text = markdownReport([result({ load, total, operations: {} })]);
    expect(text).toContain("| max | svc p50 | svc p95 | svc p99 | errors |\n");
    expect(text).toContain("| **1,051** | **3.10** | **4.80** | **7.00** | **–** |\n");
    expect(text).toContain("Latency in ms, from the intended start; svc: service time.\n");
  });

  it("tells what failed, by how much, and on which keys", () => {
    const text = markdownReport([troubledResult({ scenario: "s" })]);
    expect(text).toContain(
      "## ❌ s: 5 operations of the schedule never sent; 1 of 2 checks failed; 2 of 3 thresholds missed\n",
    );
    expect(text).toContain("| ❌ p95 &lt; 1ms | 8 ms | 7 ms too much |");
    expect(text).toContain(
      "| throttled: TableWriteKeyRangeThroughputExceeded on Events/index/ByType | 7 |",
    );
    expect(text).toContain("| ✅ no negative quantity | 50 items |  |");
    expect(text).toContain("2 ended unknown");
    expect(text).toContain("**Generator saturated**");
    expect(text).toMatch(/\| p95 in ms \| [\d.]+ \| 15.0 \| 0\.\d\d × \|/);
  });

  it("leaves nothing in a name that Markdown, HTML or a table would act on", () => {
    const lines = markdownReport([troubledResult()]).split("\n");
    const shown = lines.filter(line => line.includes("img"));
    expect(shown.length).toBeGreaterThan(5);
    for (const line of shown) {
      expect(line.replace(/<br>/g, "")).not.toMatch(/[<>]|(?<!\\)`|\\\\\|/);
      expect(line).not.toContain(hostile);
    }
    // Each row of a table has as many cells as its head.
    const widths = lines.map(line => (line.startsWith("|") ? line.match(/(?<!\\)\|/g)?.length : 0));
    for (const [at, width] of widths.entries()) {
      if (width !== 0 && widths[at - 1] !== 0 && at > 0) expect(width).toBe(widths[at - 1]);
    }
  });

  it("links to nothing that a name holds", () => {
    const text = markdownReport([
      measuredResult({ target: "http://a.example/_x_", description: "[a](http://b)" }),
    ]);
    expect(text).not.toContain("://");
    expect(text).toContain("\\[a\\]\\(http&#58;//b\\)");
  });

  it("sets several results one after the other", () => {
    const text = markdownReport([measuredResult(), measuredResult({ client: "sdk" })]);
    expect(text.match(/^## .*/gm)).toEqual([
      "## ✅ user-sessions · wire: ok",
      "## ✅ user-sessions · sdk: ok",
    ]);
  });
});
