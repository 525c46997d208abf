import type { Comparison } from "../../engine/comparison.ts";
import { type Align, alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitColumns } from "../../output/fit-columns.ts";
import { widthOf } from "../../output/items/cell.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount } from "../../output/units.ts";
import { signColumns, wrapAfter, wrapWords } from "../../output/wrap.ts";
import {
  type ComparisonRow,
  comparedColumns,
  comparisonRows,
  costRows,
  ratioNote,
  saturationNote,
} from "../comparison-cells.ts";

const header = ["operation", "target", ...comparedColumns, "errors"];
const aligns: readonly Align[] = ["left", "left", ...header.slice(2).map(() => "right" as const)];
const none = "–";

/**
 * What several targets measured of one scenario, side by side, and what it costs on each. Every line
 * ends in a line break; names are escaped.
 * @param columns of the terminal; a table that is wider leaves out the p99, then the p50
 */
export function comparisonText(
  comparison: Comparison,
  paint: Paint,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  const rows = comparisonRows(comparison);
  const wide = (text: string) => wrapWords(text, columns);
  const sections = [
    [
      paint.bold(escapeControl(`${comparison.scenario} by target`)),
      ...(rows.length === 0 ? [] : tableLines(rows, paint, columns)),
      ...(rows.length === 0 ? [] : wide(ratioNote(comparison)).map(line => paint.dim(line))),
    ],
    [
      ...failureLines(comparison, paint, columns),
      ...wrapped("⚠ ", saturationNote(comparison), columns).map(line => paint.yellow(line)),
    ],
    costLines(comparison, paint, columns),
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(line => `${line}\n`).join(""))
    .join("\n");
}

function tableLines(
  rows: readonly ComparisonRow[],
  paint: Paint,
  columns: number,
): readonly string[] {
  const layouts = [[], ["p99"], ["p99", "p50"]].map(
    gone => (row: readonly string[]) =>
      row.filter((_, column) => !gone.includes(header[column] ?? "")),
  );
  const lines = (layout: (typeof layouts)[number], redden: (text: string) => string) => {
    const cells = [header, ...rows.map(row => cellsOf(row, redden))].map(layout);
    return alignColumns(cells, layout(aligns) as Align[]);
  };
  // Colours take no room, so what fits is judged without them.
  const fits = (layout: (typeof layouts)[number]) =>
    lines(layout, text => text).every(line => widthOf(line) <= columns);
  const layout = layouts.find(fits) ?? layouts.at(-1) ?? (row => [...row]);
  const [head = "", ...body] = lines(layout, paint.red);
  return [
    paint.dim(head),
    ...body.map((line, at) => (rows[at]?.kind === "ratios" ? paint.cyan(line) : line)),
  ];
}

function cellsOf(row: ComparisonRow, redden: (text: string) => string): readonly string[] {
  if (row.kind === "ratios") return ["", "  ratio", ...row.cells, ""];
  const { isFirst, operation, target, cells, errors } = row;
  return [
    isFirst ? escapeControl(operation) : "",
    escapeControl(target),
    ...cells,
    errors === 0 ? none : redden(formatCount(errors)),
  ];
}

function failureLines({ targets }: Comparison, paint: Paint, columns: number): readonly string[] {
  return targets.flatMap(({ label, failure }) =>
    failure === undefined
      ? []
      : wrapped("✘ ", `${label}: ${failure}`, columns).map(line => paint.red(line)),
  );
}

function wrapped(sign: string, text: string | undefined, columns: number): readonly string[] {
  return text === undefined ? [] : wrapAfter(sign, escapeControl(text), columns, signColumns);
}

function costLines(comparison: Comparison, paint: Paint, columns: number): readonly string[] {
  const rows = costRows(comparison);
  if (rows.length === 0) return [];
  const cells = rows.map(({ target, dollars, basis }) => [
    `  ${escapeControl(target)}`,
    dollars,
    escapeControl(basis),
  ]);
  return [
    paint.dim("cost of a million operations"),
    ...fitColumns(cells, ["left", "right", "left"], columns).flat(),
  ];
}
