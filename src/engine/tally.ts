import type { Outcome } from "../targets/target.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { Stats } from "./result.ts";

const mostCodes = 100;
const otherCodes = "other";

/**
 * Counts and latencies of one operation, or of several together. Latency and service time are
 * recorded for every operation that ended, whatever its outcome, as k6 and wrk2 do: without those
 * that timed out, the percentiles would improve as the service gets worse. How many were not ok
 * stands beside them.
 */
export class Tally {
  #ok = 0;
  #failed = 0;
  #unknown = 0;
  #attempts = 0;
  #retries = 0;
  #throttled = 0;
  #items = 0;
  #readUnits = 0;
  #writeUnits = 0;
  readonly #errors = new Map<string, number>();
  readonly #throttles = new Map<string, number>();
  readonly #latency = new LatencyHistogram();
  readonly #service = new LatencyHistogram();

  get ok(): number {
    return this.#ok;
  }

  get failed(): number {
    return this.#failed;
  }

  get unknown(): number {
    return this.#unknown;
  }

  record(outcome: Outcome, latencyMicros: number, serviceMicros: number): void {
    this.#latency.record(latencyMicros);
    this.#service.record(serviceMicros);
    this.#attempts += outcome.attempts;
    this.#items += outcome.items;
    for (const { readUnits, writeUnits } of outcome.consumed) {
      this.#readUnits += readUnits;
      this.#writeUnits += writeUnits;
    }
    if (outcome.attempts > 1) this.#retries += outcome.attempts - 1;
    if (outcome.throttles.length > 0) {
      this.#throttled += outcome.throttles.length;
      for (const { reason, resource } of outcome.throttles) {
        count(this.#throttles, throttleName(reason, resource), 1);
      }
    }
    if (outcome.status === "ok") {
      this.#ok++;
      return;
    }
    if (outcome.status === "failed") this.#failed++;
    else this.#unknown++;
    count(this.#errors, outcome.code ?? "Unknown", 1);
  }

  /** Adds what another tally has counted; percentiles come out as if all had been recorded here. */
  add(other: Tally): void {
    this.#ok += other.#ok;
    this.#failed += other.#failed;
    this.#unknown += other.#unknown;
    this.#attempts += other.#attempts;
    this.#retries += other.#retries;
    this.#throttled += other.#throttled;
    this.#items += other.#items;
    this.#readUnits += other.#readUnits;
    this.#writeUnits += other.#writeUnits;
    for (const [code, times] of other.#errors) count(this.#errors, code, times);
    for (const [name, times] of other.#throttles) count(this.#throttles, name, times);
    this.#latency.add(other.#latency);
    this.#service.add(other.#service);
  }

  stats(elapsedSeconds: number): Stats {
    const perSecond = (total: number) => (elapsedSeconds > 0 ? total / elapsedSeconds : 0);
    return {
      sent: this.#ok + this.#failed + this.#unknown,
      ok: this.#ok,
      failed: this.#failed,
      unknown: this.#unknown,
      attempts: this.#attempts,
      retries: this.#retries,
      throttled: this.#throttled,
      conflicts: 0,
      restarts: 0,
      items: this.#items,
      throughput: perSecond(this.#ok),
      itemThroughput: perSecond(this.#items),
      latencyMs: this.#latency.latencyMs(),
      serviceMs: this.#service.latencyMs(),
      errors: mostFrequentFirst(this.#errors),
      throttles: mostFrequentFirst(this.#throttles),
      capacity: { read: this.#readUnits, write: this.#writeUnits, resources: {} },
      histogram: this.#latency.encode(),
      serviceHistogram: this.#service.encode(),
    };
  }
}

/** `Reason`, or `Reason on Events/index/ByType` when the error names the table or index. */
function throttleName(reason: string, resource: string | undefined): string {
  if (resource === undefined) return reason;
  const table = resource.indexOf(":table/");
  return `${reason} on ${table === -1 ? resource : resource.slice(table + ":table/".length)}`;
}

/** Counts a name of the service's making; a service that makes up ever new ones fills no memory. */
function count(counts: Map<string, number>, name: string, times: number): void {
  const known = counts.has(name) || counts.size < mostCodes ? name : otherCodes;
  counts.set(known, (counts.get(known) ?? 0) + times);
}

function mostFrequentFirst(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : a > b ? 1 : 0)),
  );
}
