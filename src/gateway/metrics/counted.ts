import { collectDefaultMetrics, Registry } from "prom-client";
import type { AnswerCache } from "../cache.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Metrics, Observed } from "../metrics.ts";
import type { RateLimits } from "../rate-limits.ts";
import { breakerStates, type Store } from "../store.ts";
import type { EmfReport } from "./emf.ts";
import { exposition } from "./exposition.ts";
import { family, type MetricFamily } from "./family.ts";
import { RequestCounts } from "./request-counts.ts";

export interface MetricsOptions {
  readonly store: Pick<Store, "breaker">;
  readonly cache: Pick<AnswerCache, "stats">;
  readonly limits: Pick<RateLimits, "stats">;
  readonly lifecycle: Pick<Lifecycle, "inFlight">;
  /** Gathers what all processes of the service have counted; undefined: there is one. */
  readonly gather?: () => Promise<readonly (readonly MetricFamily[])[]>;
  /** Is told of every request, too. */
  readonly emf?: EmfReport;
}

/** The metrics of one process; their text is of all. */
export interface CountedMetrics extends Metrics {
  /** Of this process alone. */
  families(): Promise<readonly MetricFamily[]>;
}

export function metricsOf(options: MetricsOptions): CountedMetrics {
  const { store, cache, limits, lifecycle, emf } = options;
  const counts = new RequestCounts();
  const machine = new Registry();
  collectDefaultMetrics({ register: machine });
  const families = async () => [
    ...counts.families(),
    family("gauge", "dyn_http_requests_in_flight", "Requests not answered yet", lifecycle.inFlight),
    ...ofCache(cache),
    family(
      "counter",
      "dyn_limit_faults_total",
      "Times that Redis did not tell a limit, and a request passed uncounted",
      limits.stats().faults,
    ),
    family("gauge", "dyn_breaker_state", "1 for the state of the circuit breaker to DynamoDB", {
      label: "state",
      of: breakerStates.map(state => [state, Number(store.breaker() === state)] as const),
    }),
    // prom-client's types name numbers for what is text.
    ...((await machine.getMetricsAsJSON()) as unknown as readonly MetricFamily[]),
  ];
  const { gather = async () => [await families()] } = options;
  return {
    observe: (observed: Observed) => {
      counts.observe(observed);
      emf?.observe(observed);
    },
    families,
    text: async () => exposition(await gather()),
    close: async () => {
      emf?.close();
      machine.clear();
    },
  };
}

function ofCache(cache: Pick<AnswerCache, "stats">): readonly MetricFamily[] {
  const { entries, bytes, faults } = cache.stats();
  return [
    family("gauge", "dyn_cache_entries", "Answers that are kept in memory", entries),
    family("gauge", "dyn_cache_bytes", "Bytes of the answers that are kept in memory", bytes),
    family("counter", "dyn_cache_faults_total", "Times that the cache itself failed", faults),
  ];
}
