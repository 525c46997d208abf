import type { Result, Stats } from "../engine/result.ts";
import { formatCount, formatMs } from "../output/units.ts";
import type { ReferenceMetric } from "../scenario/scenario.ts";

/** A measured figure beside one of another source. */
export interface Comparison {
  readonly operation: string;
  readonly metric: ReferenceMetric;
  readonly measured: number;
  readonly reference: number;
  readonly unit: "ms" | "perSecond";
}

/** Each figure that the scenario gives, beside what was measured; none of operations that did not run. */
export function comparisons({ references, operations }: Result): readonly Comparison[] {
  return Object.entries(references).flatMap(([operation, figures]) => {
    const stats = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (stats === undefined || stats.sent === 0) return [];
    return Object.entries(figures).map(([name, reference]) => {
      const metric = name as ReferenceMetric;
      const unit = isRate(metric) ? ("perSecond" as const) : ("ms" as const);
      return { operation, metric, measured: read(stats, metric), reference, unit };
    });
  });
}

/** `p95 in ms`, `operations a second` */
export function metricText(metric: ReferenceMetric): string {
  if (metric === "throughput") return "operations a second";
  if (metric === "itemThroughput") return "items a second";
  return `${metric} in ms`;
}

export function figureText({ unit }: Comparison, value: number): string {
  return unit === "ms" ? formatMs(value) : formatCount(value);
}

/** How many times the reference was measured: `1.4 ×`. */
export function ratioText({ measured, reference }: Comparison): string {
  return reference > 0 ? `${(measured / reference).toFixed(2)} ×` : "–";
}

function isRate(metric: ReferenceMetric): metric is "throughput" | "itemThroughput" {
  return metric === "throughput" || metric === "itemThroughput";
}

function read(stats: Stats, metric: ReferenceMetric): number {
  if (isRate(metric)) return stats[metric];
  return metric === "p99.9" ? stats.latencyMs.p999 : stats.latencyMs[metric];
}
