import { describe, expect, it } from "vitest";
import type { Paint } from "../../src/output/paint.ts";
import { reportText } from "../../src/reporters/text.ts";
import { latency, marks, plain, result, stats } from "./sample.ts";

const threshold = { comparator: "<", unit: "ms", ok: false } as const;

describe("the report for people", () => {
  it("is one aligned table and a word on the generator when all went well", () => {
    expect(
      reportText(result(), plain),
    ).toBe(`operation      ops   ops/s    p50    p95    p99     max   errors
validate    75,612   7,561   6.03   11.4   16.9    48.1        –
create       4,201     420   7.20   13.0    120   1,051        –
total       79,813   7,981   6.10   11.8   17.2   1,051        –   latency in ms

  generator ok: 61 % of a core, event loop 70 % busy, p99 3 ms late
`);
  });

  it("says by how much each threshold was missed", () => {
    const thresholds = [
      { ...threshold, expression: "validate.p95 < 20ms", limit: 20, actual: 11.4, ok: true },
      { ...threshold, expression: "p99 < 15ms", limit: 15, actual: 17.2 },
      { ...threshold, expression: "p50 < 6.1ms", limit: 6.1, actual: 6.1 },
      { ...threshold, expression: "list.max < 1ms", limit: 1, actual: null },
      { ...threshold, expression: "errors < 0.1%", limit: 0.001, unit: "share", actual: 0.0123 },
      { ...threshold, expression: "failed < 5", limit: 5, unit: "count", actual: 1204 },
      {
        expression: "throughput > 10000/s",
        comparator: ">",
        limit: 10_000,
        unit: "perSecond",
        actual: 7981.3,
        ok: false,
      },
    ] as const;
    const lines = reportText(result({ thresholds, ok: false }), marks)
      .split("\n")
      .slice(5, 12);
    expect(lines.join("\n")).toBe(`<green>✔</green> validate.p95 < 20ms     11.4 ms
<red>✘ p99 < 15ms              17.2 ms                 2.2 ms too much</red>
<red>✘ p50 < 6.1ms             6.1 ms                  is the limit itself</red>
<red>✘ list.max < 1ms          nothing was measured</red>
<red>✘ errors < 0.1%           1.23 %                  1.13 % too much</red>
<red>✘ failed < 5              1,204                   1,199 too much</red>
<red>✘ throughput > 10000/s    7,981/s                 2,019/s too little</red>`);
  });

  it("lists errors and throttles with the operations that met them", () => {
    const create = stats({
      sent: 100,
      ok: 90,
      failed: 8,
      unknown: 2,
      errors: { ConditionalCheckFailedException: 8, Timeout: 2 },
      throttled: 1204,
      throttles: { "TableWriteKeyRangeThroughputExceeded on Events": 1204 },
    });
    const validate = stats({ sent: 10, ok: 9, unknown: 1, errors: { Timeout: 1 } });
    const total = stats({
      sent: 110,
      ok: 99,
      failed: 8,
      unknown: 3,
      errors: { ConditionalCheckFailedException: 8, Timeout: 3 },
      throttled: 1204,
      throttles: create.throttles,
    });
    const text = reportText(result({ total, operations: { create, validate } }), plain);
    expect(text).toBe(`operation   ops   ops/s   p50   p95   p99   max   errors
create      100      10     0     0     0     0       10
validate     10       1     0     0     0     0        1
total       110      11     0     0     0     0       11   latency in ms

errors         8  ConditionalCheckFailedException                 create
               3  Timeout                                         create, validate
throttled  1,204  TableWriteKeyRangeThroughputExceeded on Events  create
3 operations ended unknown: what they wrote may or may not have been stored

  generator ok: 61 % of a core, event loop 70 % busy, p99 3 ms late
`);
  });

  it("shows items a second where operations move several, and no latency of what never ran", () => {
    const write = stats({
      sent: 400,
      items: 10_000,
      throughput: 0.4,
      itemThroughput: 1000,
      latencyMs: latency({ p50: 0.0512, p95: 0.5, p99: 1, max: 99.96 }),
    });
    const operations = { write, never: stats() };
    expect(
      reportText(result({ total: write, operations }), plain),
    ).toBe(`operation   ops   ops/s   items/s     p50     p95    p99   max   errors
write       400     0.4     1,000   0.051   0.500   1.00   100        –
never         0       0         0       –       –      –     –        –
total       400     0.4     1,000   0.051   0.500   1.00   100        –   latency in ms

  generator ok: 61 % of a core, event loop 70 % busy, p99 3 ms late
`);
  });

  describe("on a narrow terminal", () => {
    const wide = stats({
      sent: 143_038,
      items: 200_000,
      throughput: 14_297,
      itemThroughput: 20_209,
      latencyMs: latency({ p50: 4.14, p95: 8.89, p99: 12.8, max: 44.4 }),
    });
    const measured = result({ total: wide, operations: { validate: wide } });
    const table = (columns: number) =>
      reportText(measured, marks, columns).split("\n\n", 1).join("").split("\n");

    it("moves closer together before it leaves something out", () => {
      expect(table(70)).toEqual([
        "operation      ops   ops/s  items/s   p50   p95   p99   max  errors",
        "validate   143,038  14,297   20,209  4.14  8.89  12.8  44.4       –",
        "total      143,038  14,297   20,209  4.14  8.89  12.8  44.4       –",
        "latency in ms",
      ]);
    });

    it("leaves out what matters least first, and never wraps", () => {
      expect(table(60)[0]).toBe("operation      ops   ops/s   p50   p95   p99   max  errors");
      expect(table(56)[0]).toBe("operation      ops   ops/s   p50   p95   p99  errors");
      expect(table(48)[0]).toBe("operation      ops   ops/s   p50   p95  errors");
      for (let columns = 46; columns < 100; columns += 1) {
        expect(Math.max(...table(columns).map(line => line.length))).toBeLessThanOrEqual(columns);
      }
    });

    it("does not count colours as width", () => {
      const failing = result({ operations: { create: stats({ sent: 9, ok: 1, failed: 8 }) } });
      const coloured = { ...plain, red: (text: string) => `\u001b[31m${text}\u001b[39m` };
      const header = (paint: Paint) => reportText(failing, paint, 75).split("\n")[0];
      expect(header(coloured)).toBe(header(plain));
    });
  });

  it("is loud about a saturated generator and about an interruption", () => {
    const saturated = result({
      interrupted: true,
      elapsedSeconds: 3.21,
      generator: {
        cpuPercent: 99.4,
        cpuMicrosPerRequest: 40,
        eventLoopBusyPercent: 98,
        eventLoopDelayP99Ms: 12.31,
        scheduleLagP99Ms: null,
        socketsWaitingMax: 0,
        verdict: "saturated",
        reasons: [],
      },
    });
    const lines = reportText(saturated, marks).split("\n");
    expect(lines[0]).toBe("<yellow>interrupted: these figures are of the first 3.2 s</yellow>");
    expect(
      lines.slice(-4).join("\n"),
    ).toBe(`<yellow>⚠ generator saturated: 99 % of a core, event loop 98 % busy, p99 12.3 ms late</yellow>
<yellow>  dyn was the bottleneck: these latencies include its own queue</yellow>
<yellow>  try fewer requests in flight (--concurrency 32) or a faster machine</yellow>
`);
  });

  it("tells a generator that others kept from working from one that was at its end", () => {
    const generator = { ...result().generator, cpuPercent: 25, verdict: "saturated" } as const;
    expect(reportText(result({ generator }), plain)).toContain(
      "  other work on this machine took the processor: end that, or run the load on another machine\n",
    );
  });

  it("escapes what came from data", () => {
    const evil = "a\u001b[2Jb\r\u202e";
    const text = reportText(
      result({
        operations: { [evil]: stats({ sent: 1, ok: 0, failed: 1, errors: { [evil]: 1 } }) },
        total: stats({ sent: 1, ok: 0, failed: 1, errors: { [evil]: 1 } }),
        thresholds: [{ ...threshold, expression: evil, limit: 1, actual: 2 }],
      }),
      plain,
    );
    for (const character of "\u001b\r\u202e") expect(text).not.toContain(character);
    expect(text.split("a\\u{1b}[2Jb\\r\\u{202e}")).toHaveLength(5);
  });

  it("lists ten kinds of errors and counts the rest", () => {
    const errors = Object.fromEntries(
      Array.from({ length: 13 }, (_, each) => [`Code${each}`, 20 - each]),
    );
    const text = reportText(result({ total: stats({ errors }), operations: {} }), plain);
    expect(text).toContain("    11  Code9\n");
    expect(text).toContain("    27  3 other kinds (-o json)\n");
    expect(text).not.toContain("Code10");
  });

  it("says no more than that of a run cut short before anything was measured", () => {
    const nothing = stats({ sent: 0, ok: 0 });
    const cut = result({
      interrupted: true,
      total: nothing,
      operations: { validate: nothing },
      thresholds: [{ ...threshold, expression: "p95 < 1s", limit: 1000, actual: null }],
    });
    expect(reportText(cut, plain)).toBe("interrupted before anything was measured\n");
  });
});
