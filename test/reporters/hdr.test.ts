import { HistogramLogReader, listTags } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { hdrReport } from "../../src/reporters/hdr.ts";
import { histogram, measuredResult } from "./measured.ts";

/** All that a reader finds under a tag, or without one. */
function read(log: string, tag?: string) {
  const reader = new HistogramLogReader(log, 32, false);
  const found = [];
  for (;;) {
    const next = reader.nextIntervalHistogram();
    if (next === null) return found;
    if ((next.tag === "NO TAG" ? undefined : next.tag) === tag) found.push(next);
  }
}

describe("an HdrHistogram log", () => {
  const log = hdrReport([measuredResult()]);

  it("holds each second of the total, untagged", () => {
    const seconds = read(log);
    expect(seconds.map(({ totalCount }) => totalCount)).toEqual([100, 100, 100, 100, 100]);
    const startMs = Date.parse("2026-01-01T00:00:00Z");
    expect(seconds.map(each => each.startTimeStampMsec - startMs)).toEqual([
      0, 1000, 2000, 3000, 4000,
    ]);
    expect(seconds.at(-1)?.endTimeStampMsec).toBe(startMs + 4200);
  });

  it("holds each operation as a whole under its name, in microseconds", () => {
    expect(listTags(log).toSorted()).toEqual(["NO TAG", "create", "validate"]);
    const [validate, ...more] = read(log, "validate");
    expect(more).toEqual([]);
    expect(validate?.totalCount).toBe(360);
    expect((validate?.getValueAtPercentile(99) ?? 0) / 1000).toBeCloseTo(
      histogram(360, 2).percentileMs(99),
      2,
    );
  });

  it("says each maximum in milliseconds, and says so", () => {
    const maxima = log.match(/^Tag=validate,[^,]*,[^,]*,([^,]*)/m);
    expect(Number(maxima?.[1]) / measuredResult().total.latencyMs.max).toBeCloseTo(1, 1);
    expect(log).toContain("values in microseconds, maxima in milliseconds");
    expect(log.startsWith("#[Histogram log format version 1.3]\n")).toBe(true);
  });

  it("keeps every line readable and every series apart, whatever operations are called", () => {
    const { operations } = measuredResult();
    const stats = operations.validate ?? expect.fail();
    const odd = hdrReport([
      measuredResult({
        scenario: "x\n0.0,1.0,2.0,HISTF",
        operations: { "a, b": stats, a_b: stats, "a b": stats, "": stats },
      }),
    ]);
    expect(listTags(odd)).toHaveLength(5);
    expect(read(odd)).toHaveLength(5);
  });

  it("tells several results by tags, at their own times", () => {
    const later = measuredResult({ client: "sdk", startedAt: "2026-01-01T00:01:00.000Z" });
    const both = hdrReport([measuredResult(), later]);
    const [first] = read(both, "user-sessions_·_sdk/validate");
    expect(first?.startTimeStampMsec).toBe(Date.parse("2026-01-01T00:01:00Z"));
    expect(read(both, "user-sessions_·_wire")).toHaveLength(5);
    expect(read(both)).toEqual([]);
  });
});
