import type { Observed } from "../metrics.ts";
import { Durations } from "./durations.ts";
import { family, type MetricFamily } from "./family.ts";
import { LimitedNames } from "./limited-names.ts";

const methods = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS"]);

/** Counts requests by labels of a bounded number, with a few additions for each. */
export class RequestCounts {
  readonly #durations = new Durations();
  readonly #cache = { hit: 0, miss: 0, shared: 0 };
  readonly #problems = new Map<string, number>();
  readonly #readUnits = new Map<string, number>();
  readonly #routes = new LimitedNames(50);
  readonly #tables = new LimitedNames(200);
  readonly #codes = new LimitedNames(100);

  observe({ route, method, status, seconds, problem, cache, table, readUnits }: Observed): void {
    const known = methods.has(method) ? method : "other";
    this.#durations.observe(this.#routes.of(route), known, status, seconds);
    if (cache !== "none") this.#cache[cache] += 1;
    if (problem !== undefined) add(this.#problems, this.#codes.of(problem), 1);
    if (table !== undefined && readUnits > 0)
      add(this.#readUnits, this.#tables.of(table), readUnits);
  }

  families(): readonly MetricFamily[] {
    return [
      this.#durations.family(),
      family("counter", cacheName, "Answers by where they came from", {
        label: "result",
        of: Object.entries(this.#cache),
      }),
      family("counter", "dyn_problems_total", "Requests answered with a problem, by its code", {
        label: "code",
        of: this.#problems,
      }),
      family("counter", "dyn_read_units_total", "Read units that DynamoDB took, by table", {
        label: "table",
        of: this.#readUnits,
      }),
    ];
  }
}

export const cacheName = "dyn_cache_answers_total";

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
