import { DynError } from "../errors.ts";
import type { Outcome } from "../targets/target.ts";
import { Consumption } from "./consumption.ts";
import { Counts } from "./counts.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { Stats } from "./result.ts";
import { roundFigure } from "./round.ts";
import { StalenessTally } from "./staleness.ts";

/** All of `Stats` that costs no encoding. */
export type Figures = Omit<Stats, "histogram" | "serviceHistogram" | "staleness">;

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
  #conflicts = 0;
  #restarts = 0;
  #items = 0;
  readonly #consumption = new Consumption();
  readonly #errors = new Counts();
  readonly #throttles = new Counts();
  #latency = new LatencyHistogram();
  /** Absent as long as each service time was the latency, as in a closed loop: to record it costs. */
  #service: LatencyHistogram | undefined;
  /** Absent as long as no operation asked for freshness. */
  #staleness: StalenessTally | undefined;

  get ok(): number {
    return this.#ok;
  }

  get failed(): number {
    return this.#failed;
  }

  get unknown(): number {
    return this.#unknown;
  }

  /**
   * What a result tells of an operation, to be added up with others.
   * @throws Error when a histogram is damaged, DynError "invalid" when it does not fit the counts
   */
  static of(stats: Stats): Tally {
    const tally = new Tally();
    tally.#ok = stats.ok;
    tally.#failed = stats.failed;
    tally.#unknown = stats.unknown;
    tally.#attempts = stats.attempts;
    tally.#retries = stats.retries;
    tally.#throttled = stats.throttled;
    tally.#conflicts = stats.conflicts;
    tally.#restarts = stats.restarts;
    tally.#items = stats.items;
    tally.#consumption.addCapacity(stats.capacity);
    tally.#errors.addAll(Object.entries(stats.errors));
    tally.#throttles.addAll(Object.entries(stats.throttles));
    tally.#latency = decode(stats.histogram, stats.latencyMs, stats);
    tally.#service = decode(stats.serviceHistogram, stats.serviceMs, stats);
    tally.#staleness = stats.staleness && StalenessTally.of(stats.staleness);
    return tally;
  }

  record(outcome: Outcome, latencyMicros: number, serviceMicros: number): void {
    if (serviceMicros !== latencyMicros || this.#service !== undefined) {
      this.#ownService().record(serviceMicros);
    }
    this.#latency.record(latencyMicros);
    this.#attempts += outcome.attempts;
    this.#items += outcome.items;
    this.#conflicts += outcome.conflicts;
    this.#restarts += outcome.restarts ?? 0;
    this.#consumption.record(outcome.consumed);
    this.#retries += Math.max(0, outcome.attempts - (outcome.requests ?? 1));
    if (outcome.freshness !== undefined) {
      this.#staleness ??= new StalenessTally();
      this.#staleness.record(outcome.freshness);
    }
    if (outcome.throttles.length > 0) {
      this.#throttled += outcome.throttles.length;
      for (const { reason, resource } of outcome.throttles) {
        this.#throttles.add(throttleName(reason, resource), 1);
      }
    }
    if (outcome.status === "ok") {
      this.#ok++;
      return;
    }
    if (outcome.status === "failed") this.#failed++;
    else this.#unknown++;
    this.#errors.add(outcome.code ?? "Unknown", 1);
  }

  /** Adds what another tally has counted; percentiles come out as if all had been recorded here. */
  add(other: Tally): void {
    this.#ok += other.#ok;
    this.#failed += other.#failed;
    this.#unknown += other.#unknown;
    this.#attempts += other.#attempts;
    this.#retries += other.#retries;
    this.#throttled += other.#throttled;
    this.#conflicts += other.#conflicts;
    this.#restarts += other.#restarts;
    this.#items += other.#items;
    this.#consumption.add(other.#consumption);
    this.#errors.addAll(other.#errors.entries());
    this.#throttles.addAll(other.#throttles.entries());
    if (other.#service !== undefined || this.#service !== undefined) {
      this.#ownService().add(other.#service ?? other.#latency);
    }
    this.#latency.add(other.#latency);
    if (other.#staleness !== undefined) {
      this.#staleness ??= new StalenessTally();
      this.#staleness.add(other.#staleness);
    }
  }

  /** What is known by now; latencies are computed when they are read. */
  figures(elapsedSeconds: number): Figures {
    const perSecond = (total: number) =>
      elapsedSeconds > 0 ? roundFigure(total / elapsedSeconds) : 0;
    return {
      sent: this.#ok + this.#failed + this.#unknown,
      ok: this.#ok,
      failed: this.#failed,
      unknown: this.#unknown,
      attempts: this.#attempts,
      retries: this.#retries,
      throttled: this.#throttled,
      conflicts: this.#conflicts,
      restarts: this.#restarts,
      items: this.#items,
      throughput: perSecond(this.#ok),
      itemThroughput: perSecond(this.#items),
      latencyMs: this.#latency.lazyMs(),
      serviceMs: (this.#service ?? this.#latency).lazyMs(),
      errors: this.#errors.mostFrequentFirst(),
      throttles: this.#throttles.mostFrequentFirst(),
      capacity: this.#consumption.capacity(),
    };
  }

  stats(elapsedSeconds: number): Stats {
    const latencyMs = this.#latency.latencyMs();
    const histogram = this.#latency.encode();
    return {
      ...this.figures(elapsedSeconds),
      latencyMs,
      serviceMs: this.#service?.latencyMs() ?? latencyMs,
      ...(this.#staleness && { staleness: this.#staleness.figures() }),
      histogram,
      serviceHistogram: this.#service?.encode() ?? histogram,
    };
  }

  /** With all that was recorded while none was needed. */
  #ownService(): LatencyHistogram {
    if (this.#service === undefined) {
      this.#service = new LatencyHistogram();
      this.#service.add(this.#latency);
    }
    return this.#service;
  }
}

/** `Reason`, or `Reason on Events/index/ByType` when the error names the table or index. */
function throttleName(reason: string, resource: string | undefined): string {
  if (resource === undefined) return reason;
  const table = resource.indexOf(":table/");
  return `${reason} on ${table === -1 ? resource : resource.slice(table + ":table/".length)}`;
}

function decode(text: string, exact: Stats["latencyMs"], { sent }: Stats): LatencyHistogram {
  const histogram = LatencyHistogram.decode(text, exact);
  if (histogram.count === sent) return histogram;
  const what = `a histogram in it has ${histogram.count} operations, its counts say ${sent}`;
  throw new DynError("invalid", what, { hint: "take the document as dyn wrote it" });
}
