import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/engine/result.ts";
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
<yellow>  try --workers auto, fewer requests in flight (--concurrency 32) or a faster machine</yellow>
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

  describe("of an open loop", () => {
    const base = result();
    const load = {
      ...base.load,
      kind: "open",
      rate: 8000,
      arrivals: "poisson",
      queued: 1203,
    } as const;
    const slow = stats({
      sent: 79_813,
      latencyMs: latency({ p50: 6.1, p95: 118, p99: 1002, max: 1051 }),
      serviceMs: latency({ p50: 5.9, p95: 11.8, p99: 17.2, max: 1051 }),
    });
    const open = (change = {}) =>
      result({
        load: { ...load, ...change },
        operations: { get: slow },
        total: slow,
        generator: { ...base.generator, scheduleLagP99Ms: 0.42 },
      });

    it("shows service times beside latencies, and how it kept to the schedule", () => {
      expect(
        reportText(open(), plain),
      ).toBe(`operation      ops   ops/s    p50   p95     p99     max   svc p50   svc p95   svc p99   errors
get         79,813   7,981   6.10   118   1,002   1,051      5.90      11.8      17.2        –
total       79,813   7,981   6.10   118   1,002   1,051      5.90      11.8      17.2        –   latency in ms, from the intended start; svc: service time
  scheduled 8,000/s · 79,813 arrivals (Poisson) · 1,203 queued (1.51 %) · schedule lag p99 0.42 ms

  generator ok: 61 % of a core, event loop 70 % busy, p99 3 ms late
`);
    });

    it("says that the rate of stages is their average", () => {
      const stages = [
        { ratePerSecond: 4000, seconds: 5, ramp: false },
        { ratePerSecond: 12_000, seconds: 5, ramp: false },
      ];
      expect(reportText(open({ stages }), plain)).toContain("  scheduled 8,000/s on average · ");
    });

    it("is loud about what was never sent", () => {
      const text = reportText(open({ unsent: 20_187 }), marks);
      expect(text).toContain("  scheduled 8,000/s · 100,000 arrivals (Poisson) · 1,203 queued");
      expect(text).toContain(
        "<yellow>⚠ 20,187 operations never sent (20.2 %): their time came, and no place was free</yellow>\n",
      );
    });

    it("fits a narrow terminal", () => {
      for (let columns = 46; columns < 120; columns += 1) {
        const table = reportText(open(), plain, columns).split("\n").slice(0, 3);
        expect(Math.max(...table.map(line => line.length))).toBeLessThanOrEqual(columns);
      }
    });
  });

  it("counts conflicts and restarts, and capacity by table and index", () => {
    const flow = stats({ sent: 10, conflicts: 12, restarts: 3 });
    const resources = {
      Orders: { read: 1204, write: 5300.5 },
      "Orders/index/ByStatus": { read: 0, write: 5300 },
      Idle: { read: 0, write: 0 },
    };
    const total = { ...flow, capacity: { read: 1204, write: 10_600.5, resources } };
    expect(reportText(result({ total, operations: { flow } }), plain)).toContain(
      `
conflicts  12  between transactions                   flow
restarts    3  of flows, as a condition did not hold  flow
capacity  1,204 read units  5,301 write units  Orders
                         –  5,300 write units  Orders/index/ByStatus
`,
    );
  });

  it("sets reference figures beside the measured ones", () => {
    const references = { validate: { throughput: 10_000, p95: 15 }, never: { p95: 1 } };
    expect(reportText(result({ references }), plain)).toContain(`
operation   figure                measured   reference    ratio
validate    operations a second      7,561      10,000   0.76 ×
validate    p95 in ms                 11.4        15.0   0.76 ×
`);
  });

  it("tells what checks found, with keys of what fails", () => {
    const well = { kind: "sum", name: "balance", ok: true, detail: "100,000", keys: [] } as const;
    const keys = ["1", "2", "3", "4", "5"].map(id => `{"Id":"\u202e${id}"}`);
    const ill = { kind: "every", name: "stock", ok: false, detail: "5 items fail", keys } as const;
    const lines = reportText(result({ checks: [well, ill], ok: false }), marks).split("\n");
    expect(lines.slice(5, 12)).toEqual([
      "<green>✔</green> 100,000",
      "<red>✘ stock</red>",
      "<red>    5 items fail</red>",
      '<red>    {"Id":"\\u{202e}1"}</red>',
      '<red>    {"Id":"\\u{202e}2"}</red>',
      '<red>    {"Id":"\\u{202e}3"}</red>',
      "<red>    … 2 more (-o json)</red>",
    ]);
  });

  it("says of a check that holds what tells most, and never wraps", () => {
    const held = (kind: CheckResult["kind"], name: string, detail: string) =>
      ({ kind, name, ok: true, detail, keys: [] }) as const;
    const checks = [
      held("every", "every Stock: Quantity >= 0", "every item of Stock meets the condition"),
      held("count", "count of Orders (Status = 'open') ≥ 5", "Orders has 7 items that meet it"),
      held("sum", "sum of Quantity in Stock = 1,000", "Quantity adds up to 1,000 over 10 items"),
      { ...held("sum", "a sum", "far ".repeat(40)), ok: false, keys: ["k".repeat(200)] },
    ];
    const load = { ...result().load, kind: "open", rate: 9, unsent: 7 } as const;
    const text = (columns?: number) => reportText(result({ load, checks }), plain, columns);
    expect(text()).toContain(`
✔ every Stock: Quantity >= 0
✔ count of Orders (Status = 'open') ≥ 5    Orders has 7 items that meet it
✔ Quantity adds up to 1,000 over 10 items
✘ a sum
`);
    expect(text(60)).toContain("\n✔ count of Orders (Status = 'open') ≥ 5\n");
    for (const columns of [50, 60, 80]) {
      const lines = text(columns).split("\n");
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it("is never wider than the terminal, whatever stands in it", () => {
    const reason =
      "TableWriteKeyRangeThroughputExceeded on EventsOfAllDevices/index/ByDeviceAndDay";
    const spread = Array.from({ length: 8 }, (_, at) => `operation-${at}`);
    const each = stats({
      sent: 9,
      ok: 0,
      failed: 8,
      unknown: 1,
      throttled: 9,
      throttles: { [reason]: 9 },
      errors: { ConditionalCheckFailedException: 9 },
      restarts: 3,
      capacity: { read: 0, write: 1, resources: { [reason]: { read: 2, write: 1 } } },
    });
    const { load } = result();
    const text = (columns: number) =>
      reportText(
        result({
          operations: Object.fromEntries(spread.map(name => [name, each])),
          total: each,
          aborted: "operation-1.throughput > 10,000,000/s after 5 s",
          thresholds: [
            { ...threshold, expression: "operation-1.p99.9 < 0.25ms", limit: 1, actual: 1234 },
            { ...threshold, expression: "operation-1.p50 < 0.25ms", limit: 1, actual: 1, ok: true },
          ],
          references: { "operation-1": { throughput: 10_000, p95: 15 } },
          load: { ...load, workers: 12, merged: { shards: [1, 3, 5, 7, 9], of: 12 } },
        }),
        plain,
        columns,
      ).split("\n");
    for (const columns of [60, 80, 120]) {
      expect(text(columns).filter(line => line.length > columns)).toEqual([]);
    }
    expect(text(80).join("\n")).toContain(`
throttled  9  TableWriteKeyRangeThroughputExceeded on
              EventsOfAllDevices/index/ByDeviceAndDay  operation-0, operation-1,
`);
    expect(text(60).join("\n")).toContain(`
✘ operation-1.p99.9 < 0.25ms    1,234 ms    1,233 ms too
                                            much
`);
  });

  it("breaks the unit of an open loop into lines of its own, each painted by itself", () => {
    const seen: unknown[][] = [];
    const dim = (...said: unknown[]) => {
      seen.push(said);
      return String(said[0]);
    };
    const load = { ...result().load, kind: "open", rate: 9 } as const;
    reportText(result({ load }), { ...plain, dim }, 50);
    expect(seen.filter(({ length }) => length > 1)).toEqual([]);
  });

  it("says why a run was stopped early", () => {
    const text = reportText(result({ aborted: "p95 < 5ms", elapsedSeconds: 5.2 }), marks);
    expect(text.split("\n")[0]).toBe(
      "<red>stopped, as p95 < 5ms was missed: these figures are of the first 5.2 s</red>",
    );
  });

  it("says why the generator was saturated, and what to do in an open loop", () => {
    const base = result();
    const reasons = ["worker 1: the processor was 99 % busy"];
    const generator = { ...base.generator, cpuPercent: 99, socketsWaitingMax: 7 };
    const load = { ...base.load, kind: "open", workers: 2, rate: 5 } as const;
    const text = reportText(
      result({ load, generator: { ...generator, verdict: "saturated", reasons } }),
      plain,
    );
    expect(text).toContain("late, up to 7 requests waiting for a connection\n");
    expect(text).toContain("\n  worker 1: the processor was 99 % busy\n");
    expect(text).toContain("\n  try a lower rate or a faster machine\n");
  });

  it.each([
    [{ workers: 2 }, "  2 workers\n"],
    [{ shard: { index: 2, of: 8 } }, "  shard 2 of 8: these figures are of its part of the load\n"],
    [{ workers: 8, merged: { shards: [1, 2], of: 2 } }, "  2 shards merged, 8 workers in all\n"],
    [
      { merged: { shards: [1, 3], of: 4 } },
      "<yellow>⚠ only shards 1 and 3 of 4: these figures are of a part of the load</yellow>\n",
    ],
  ])("says of how much of a load it is (%j)", (change, line) => {
    const { load } = result();
    expect(reportText(result({ load: { ...load, ...change } }), marks)).toContain(line);
  });
});
