import { latencyRatio, type Ratio, throughputRatio } from "./ratio.ts";
import type { Result, Stats } from "./result.ts";
import { type ComparedPercentile, comparedPercentiles, type Spread, spreadOf } from "./spread.ts";

/** What one target measured of one operation, beside the baseline's. */
export interface ComparedFigures {
  /** The target's label. */
  readonly target: string;
  readonly sent: number;
  readonly throughput: number;
  readonly latencyMs: Readonly<Record<ComparedPercentile, number>>;
  readonly errors: number;
  /** To the baseline, which has none itself; a figure that one of them lacks is left out. */
  readonly ratios: Ratios | null;
}

export type Ratios = Readonly<Partial<Record<"throughput" | ComparedPercentile, Ratio>>>;

/** The same scenario on several targets, format `dyn.comparison/1`. */
export interface Comparison {
  readonly schema: "dyn.comparison/1";
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  /** In how many turns each had the load; null: one after the other. */
  readonly interleave: number | null;
  /** The label of the first that has a result; what ratios are to. */
  readonly baseline: string | null;
  /** In the order in which they were named. */
  readonly targets: readonly ComparedTarget[];
  readonly operations: Readonly<Record<string, readonly ComparedFigures[]>>;
  readonly total: readonly ComparedFigures[];
  readonly ok: boolean;
}

export interface ComparedTarget {
  /** As the user named it, and a number where another is named so. */
  readonly label: string;
  /** Absent when it could not be run, for what `failure` says. */
  readonly result?: Result;
  readonly failure?: string;
  readonly cost?: Cost;
}

/** What a million operations that ended ok cost, in US dollars; see where it is computed. */
export interface Cost {
  readonly perMillionOperations: number | null;
  readonly basis: string;
  readonly without: string;
}

type Measured = ComparedTarget & { readonly result: Result };

/** Sets what targets measured side by side. */
export function compare(
  about: Pick<Comparison, "scenario" | "description" | "seed" | "interleave">,
  targets: readonly ComparedTarget[],
): Comparison {
  const measured = targets.filter((each): each is Measured => each.result !== undefined);
  const spreads = new Map(measured.map(({ label, result }) => [label, spreadOf(result)]));
  const figures = (read: (result: Result) => Stats | undefined) =>
    figuresOf(measured, spreads, read);
  const names = [...new Set(measured.flatMap(({ result }) => Object.keys(result.operations)))];
  return {
    schema: "dyn.comparison/1",
    ...about,
    baseline: measured[0]?.label ?? null,
    targets,
    operations: Object.fromEntries(
      names.map(name => [name, figures(({ operations }) => operations[name])]),
    ),
    total: figures(({ total }) => total),
    ok: targets.every(({ result }) => result?.ok === true),
  };
}

function figuresOf(
  measured: readonly Measured[],
  spreads: ReadonlyMap<string, Spread | undefined>,
  read: (result: Result) => Stats | undefined,
): readonly ComparedFigures[] {
  const [first] = measured;
  const base = first && read(first.result);
  return measured.flatMap(({ label, result }) => {
    const stats = read(result);
    if (stats === undefined) return [];
    const { p50, p95, p99 } = stats.latencyMs;
    return [
      {
        target: label,
        sent: stats.sent,
        throughput: stats.throughput,
        latencyMs: { p50, p95, p99 },
        errors: stats.failed + stats.unknown,
        ratios:
          first === undefined || base === undefined || label === first.label
            ? null
            : ratiosOf([base, spreads.get(first.label)], [stats, spreads.get(label)]),
      },
    ];
  });
}

function ratiosOf(
  one: readonly [Stats, Spread | undefined],
  other: readonly [Stats, Spread | undefined],
): Ratios {
  const throughput = throughputRatio(one, other);
  const latencies = comparedPercentiles.flatMap(name => {
    const ratio = latencyRatio(name, one, other);
    return ratio === undefined ? [] : [[name, ratio] as const];
  });
  return { ...(throughput && { throughput }), ...Object.fromEntries(latencies) };
}
