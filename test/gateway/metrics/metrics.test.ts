import { describe, expect, it } from "vitest";
import { Lifecycle } from "../../../src/gateway/lifecycle.ts";
import { metricsOf } from "../../../src/gateway/metrics/counted.ts";
import { exposition, lasting, summed } from "../../../src/gateway/metrics/exposition.ts";
import type { Observed } from "../../../src/gateway/metrics.ts";

const request: Observed = {
  id: "secret-id",
  principal: "secret-key",
  method: "GET",
  route: "/v1/tables/{table}/items",
  status: 200,
  problem: undefined,
  seconds: 0.004,
  table: "Orders",
  cache: "miss",
  readUnits: 0.5,
};

function metrics() {
  const lifecycle = new Lifecycle();
  const counted = metricsOf({
    store: { breaker: () => "half-open" },
    cache: {
      stats: () => ({
        hits: 0,
        misses: 0,
        shared: 0,
        entries: 3,
        bytes: 99,
        faults: 2,
        reachable: true,
      }),
    },
    limits: { stats: () => ({ faults: 4 }) },
    lifecycle,
  });
  return { ...counted, lifecycle };
}

/** Series by name and labels. */
async function seriesOf(text: Promise<string>): Promise<Record<string, number>> {
  const lines = (await text).split("\n").filter(line => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map(line => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

describe("metrics for Prometheus", () => {
  it("tell what was asked, how long it took and what came of it", async () => {
    const { observe, text, lifecycle } = metrics();
    observe(request);
    observe({ ...request, cache: "hit", readUnits: 0, seconds: 0.0001 });
    observe({ ...request, cache: "shared", readUnits: 0, seconds: 99 });
    observe({ ...request, cache: "none", status: 429, problem: "rate-limited", readUnits: 0 });
    lifecycle.begin();
    const labels = `route="/v1/tables/{table}/items",method="GET",status="200"`;
    expect(await seriesOf(text())).toMatchObject({
      [`dyn_http_request_duration_seconds_bucket{${labels},le="0.001"}`]: 1,
      [`dyn_http_request_duration_seconds_bucket{${labels},le="0.0025"}`]: 1,
      [`dyn_http_request_duration_seconds_bucket{${labels},le="0.005"}`]: 2,
      [`dyn_http_request_duration_seconds_bucket{${labels},le="10"}`]: 2,
      [`dyn_http_request_duration_seconds_bucket{${labels},le="+Inf"}`]: 3,
      [`dyn_http_request_duration_seconds_count{${labels}}`]: 3,
      [`dyn_http_request_duration_seconds_sum{${labels}}`]: 99.0041,
      'dyn_cache_answers_total{result="hit"}': 1,
      'dyn_cache_answers_total{result="miss"}': 1,
      'dyn_cache_answers_total{result="shared"}': 1,
      dyn_cache_hit_ratio: 2 / 3,
      'dyn_problems_total{code="rate-limited"}': 1,
      'dyn_read_units_total{table="Orders"}': 0.5,
      dyn_http_requests_in_flight: 1,
      dyn_cache_entries: 3,
      dyn_cache_bytes: 99,
      dyn_cache_faults_total: 2,
      dyn_limit_faults_total: 4,
      'dyn_breaker_state{state="closed"}': 0,
      'dyn_breaker_state{state="half-open"}': 1,
      process_cpu_seconds_total: expect.any(Number),
    });
  });

  it("are text that Prometheus takes, without a key or a value", async () => {
    const { observe, text } = metrics();
    observe(request);
    const told = await text();
    expect(told).not.toContain("secret");
    for (const line of told.trimEnd().split("\n")) {
      expect(line).toMatch(
        /^(?:$|# (?:HELP|TYPE) \w+ .+|[a-z_]\w*(?:\{(?:\w+="[^"\n]*",?)*\})? (?:[-+.e\d]+|Nan|\+Inf))$/i,
      );
    }
  });

  it("have a bounded number of series, whatever is asked for", async () => {
    const { observe, text } = metrics();
    for (let n = 0; n < 2_000; n += 1) {
      const odd = `odd-${n}`;
      observe({ ...request, route: odd, method: odd, table: odd, problem: odd });
    }
    const series = Object.keys(await seriesOf(text()));
    expect(series.filter(name => name.includes("odd-")).length).toBeLessThan(1_200);
    expect(series.some(name => name.includes('"other"'))).toBe(true);
  });

  it("of several processes are one, and do not fall when one ends", async () => {
    const [a, b] = [metrics(), metrics()];
    a.observe(request);
    b.observe({ ...request, cache: "hit" });
    a.lifecycle.begin();
    const [ofA, ofB] = [await a.families(), await b.families()];
    expect(await seriesOf(exposition([ofA, ofB]))).toMatchObject({
      'dyn_cache_answers_total{result="hit"}': 1,
      'dyn_cache_answers_total{result="miss"}': 1,
      dyn_cache_hit_ratio: 0.5,
      dyn_http_requests_in_flight: 1,
      dyn_cache_entries: 6,
    });
    const ended = structuredClone(summed([[], lasting(ofA)]));
    expect(await seriesOf(exposition([ended, ofB]))).toMatchObject({
      'dyn_cache_answers_total{result="miss"}': 1,
      dyn_cache_hit_ratio: 0.5,
      dyn_http_requests_in_flight: 0,
      dyn_cache_entries: 3,
    });
  });
});
