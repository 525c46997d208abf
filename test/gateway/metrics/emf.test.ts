import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { emfReport } from "../../../src/gateway/metrics/emf.ts";
import type { Observed } from "../../../src/gateway/metrics.ts";

/** Of the specification's "Schema", with the units of its table. */
const published = z.fromJSONSchema({
  type: "object",
  required: ["_aws"],
  properties: {
    _aws: {
      type: "object",
      required: ["Timestamp", "CloudWatchMetrics"],
      properties: {
        Timestamp: { type: "integer" },
        CloudWatchMetrics: {
          type: "array",
          items: {
            type: "object",
            required: ["Namespace", "Dimensions", "Metrics"],
            properties: {
              Namespace: { type: "string", minLength: 1, maxLength: 1024 },
              Dimensions: {
                type: "array",
                minItems: 1,
                items: {
                  type: "array",
                  minItems: 0,
                  maxItems: 30,
                  items: { type: "string", minLength: 1, maxLength: 250 },
                },
              },
              Metrics: {
                type: "array",
                minItems: 1,
                maxItems: 100,
                items: {
                  type: "object",
                  required: ["Name"],
                  properties: {
                    Name: { type: "string", minLength: 1, maxLength: 1024 },
                    Unit: {
                      type: "string",
                      pattern:
                        "^(Seconds|Microseconds|Milliseconds|Bytes|Kilobytes|Megabytes|Gigabytes|Terabytes|Bits|Kilobits|Megabits|Gigabits|Terabits|Percent|Count|None)$",
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});

interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

const request: Observed = {
  id: "secret-id",
  principal: "secret-key",
  method: "GET",
  route: "/v1/tables/{table}/items",
  status: 200,
  problem: undefined,
  seconds: 0.0015,
  table: "SecretTable",
  cache: "miss",
  readUnits: 0.5,
};

function report() {
  const lines: Line[] = [];
  const texts: string[] = [];
  const emf = emfReport({
    write: text => {
      texts.push(text);
      lines.push(JSON.parse(text) as Line);
    },
    now: () => 1_700_000_000_000,
    intervalMs: 60_000,
    random: () => 0.5,
  });
  return { emf, lines, texts };
}

describe("the embedded metric format", () => {
  it("is what the specification says", () => {
    const { emf, lines, texts } = report();
    for (let n = 0; n < 1_000; n += 1) emf.observe({ ...request, route: `/v1/${n % 3}` });
    emf.close();
    expect(lines).toHaveLength(3);
    for (const [at, line] of lines.entries()) {
      expect(published.safeParse(line).error).toBeUndefined();
      for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
        // Dimensions are text members of the root; metrics are numbers there, or at most 100 of them.
        for (const name of Dimensions.flat()) expect(line[name]).toEqual(expect.any(String));
        for (const { Name } of Metrics) {
          const values = [line[Name]].flat();
          expect(values.length).toBeLessThanOrEqual(100);
          expect(values.every(value => Number.isFinite(value))).toBe(true);
        }
      }
      expect(texts[at]).toMatch(/^[^\n]*\n$/);
      expect(texts[at]).not.toMatch(/secret/i);
    }
  });

  it("counts an interval, and begins anew", () => {
    vi.useFakeTimers();
    const { emf, lines } = report();
    emf.observe(request);
    emf.observe({ ...request, cache: "hit", readUnits: 0 });
    emf.observe({ ...request, cache: "none", status: 429, problem: "rate-limited", readUnits: 0 });
    emf.observe({ ...request, cache: "none", status: 503, problem: "overloaded", readUnits: 0 });
    vi.advanceTimersByTime(60_000);
    expect(lines).toMatchObject([
      {
        Requests: 4,
        ClientErrors: 1,
        ServerErrors: 1,
        RateLimited: 1,
        CacheHits: 1,
        CacheMisses: 1,
        ReadUnits: 0.5,
        Latency: [1.5, 1.5, 1.5, 1.5],
      },
    ]);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
    emf.observe(request);
    emf.close();
    expect(lines[1]).toMatchObject({ Requests: 1 });
    vi.useRealTimers();
  });

  it("has a bounded number of dimensions, whatever is asked for", () => {
    const { emf, lines } = report();
    for (let n = 0; n < 1_000; n += 1) emf.observe({ ...request, route: `/${n}` });
    emf.close();
    expect(lines.length).toBeLessThanOrEqual(21);
  });
});
