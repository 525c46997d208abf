import type { ComparedFigures, Comparison, Ratios } from "../engine/comparison.ts";
import type { Ratio } from "../engine/ratio.ts";
import { formatCount, formatFigure, formatMs } from "../output/units.ts";

/** The figures that stand side by side, in the order of their columns. */
export const comparedColumns = ["ops/s", "p50", "p95", "p99"] as const;
const ratioNames = ["throughput", "p50", "p95", "p99"] as const;

const none = "–";

/** A row of a comparison: what a target measured, or how that is to the baseline's. */
export type ComparisonRow =
  | {
      readonly kind: "figures";
      /** Of its operation's rows the first. */
      readonly isFirst: boolean;
      readonly operation: string;
      readonly target: string;
      readonly cells: readonly string[];
      readonly errors: number;
    }
  | { readonly kind: "ratios"; readonly target: string; readonly cells: readonly string[] };

/** All rows, the total last; it alone where there is one operation. */
export function comparisonRows({ operations, total }: Comparison): readonly ComparisonRow[] {
  const named = Object.entries(operations);
  return [
    ...(named.length > 1 ? named.flatMap(([name, figures]) => rowsOf(name, figures)) : []),
    ...rowsOf("total", total),
  ];
}

function rowsOf(operation: string, figures: readonly ComparedFigures[]): readonly ComparisonRow[] {
  return figures.flatMap(({ target, sent, throughput, latencyMs, errors, ratios }, at) => {
    const times = [latencyMs.p50, latencyMs.p95, latencyMs.p99];
    const cells =
      sent === 0
        ? comparedColumns.map(() => none)
        : [formatFigure(throughput), ...times.map(formatMs)];
    const row = { kind: "figures", isFirst: at === 0, operation, target, cells, errors } as const;
    if (ratios === null) return [row];
    return [row, { kind: "ratios", target, cells: ratioCells(ratios) } as const];
  });
}

function ratioCells(ratios: Ratios): readonly string[] {
  return ratioNames.map(name => ratioText(ratios[name]));
}

/** `2.00 ×`; `≈ 1.02 ×` where the seconds of the two runs do not tell them apart. */
function ratioText(ratio: Ratio | undefined): string {
  if (ratio === undefined) return none;
  const { ratio: value, clear } = ratio;
  const size = value >= 100 ? formatCount(value) : value.toFixed(value >= 10 ? 1 : 2);
  return `${clear ? "" : "≈ "}${size} ×`;
}

/** What the ratios are, and how far to trust them. */
export function ratioNote({ baseline, total, interleave }: Comparison): string {
  const known = total.some(({ ratios }) => ratios?.p50?.low !== null && ratios !== null);
  const word = known
    ? "≈: no clear difference, as the seconds of the runs differ as much (99 %)"
    : "≈: the runs are too short to tell a difference from chance";
  const drift = interleave === null ? "; one ran after the other: --interleave cancels drift" : "";
  return `latency in ms; ×: to ${baseline ?? "the first"}; ${word}${drift}`;
}

/** Where dyn itself was the bottleneck; undefined when it was nowhere. */
export function saturationNote({ targets }: Comparison): string | undefined {
  const saturated = targets.filter(({ result }) => result?.generator.verdict === "saturated");
  if (saturated.length === 0) return undefined;
  const names = saturated.map(({ label }) => label).join(", ");
  return `the load generator was saturated on ${names}: these figures say less of the target than of the machine that sent the load`;
}

export interface CostRow {
  readonly target: string;
  /** `$0.42`, or – when it cannot be told. */
  readonly dollars: string;
  readonly basis: string;
}

/** What a million operations cost on each target. */
export function costRows({ targets }: Comparison): readonly CostRow[] {
  return targets.flatMap(({ label, cost }) => {
    if (cost === undefined) return [];
    const { perMillionOperations: dollars, basis, without } = cost;
    return [
      {
        target: label,
        dollars: dollars === null ? none : formatDollars(dollars),
        basis: without === "" ? basis : `${basis}; ${without}`,
      },
    ];
  });
}

function formatDollars(amount: number): string {
  if (amount >= 100) return `$${formatCount(amount)}`;
  return `$${amount >= 0.1 ? amount.toFixed(2) : Number(amount.toPrecision(2))}`;
}
