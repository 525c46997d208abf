import type { Result, Stats } from "../../engine/result.ts";
import { type Align, alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure, formatMs } from "../../output/units.ts";

const header = ["operation", "client", "ops/s", "p50", "p95", "p99", "errors", "CPU/request"];
const aligns: readonly Align[] = ["left", "left", ...header.slice(2).map(() => "right" as const)];
const none = "–";

/**
 * What several clients measured of one scenario, side by side: the load as a whole, and each of its
 * operations where there is more than one. Every line ends in a line break; names are escaped.
 * @param columns of the terminal; a table that is wider leaves out the operations' p99, then p50
 */
export function clientsText(
  results: readonly Result[],
  paint: Paint,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  const rows = rowsOf(results, paint.red);
  // Colours take no room, so what fits is judged without them.
  const plain = rowsOf(results, text => text);
  const layouts = [[], ["p99"], ["p99", "p50"]].map(
    gone => (row: readonly string[]) =>
      row.filter((_, column) => !gone.includes(header[column] ?? "")),
  );
  const fits = (layout: (row: readonly string[]) => string[]) =>
    Math.max(...lines(plain.map(layout), layout).map(({ length }) => length)) <= columns;
  const layout = layouts.find(fits) ?? layouts.at(-1) ?? (row => [...row]);
  const [first = "", ...rest] = lines(rows.map(layout), layout);
  const title = `${results[0]?.scenario ?? ""} by client`;
  const text = [paint.bold(escapeControl(title)), paint.dim(first), ...rest, paint.dim(unit)];
  return text.map(line => `${line}\n`).join("");
}

const unit = "latency in ms; CPU of dyn's own process, client and engine together";

function lines(rows: readonly (readonly string[])[], layout: (row: readonly string[]) => string[]) {
  return alignColumns(rows, layout(aligns) as Align[]);
}

function rowsOf(results: readonly Result[], redden: (text: string) => string): string[][] {
  const operations = Object.keys(results[0]?.operations ?? {});
  const named = operations.length > 1 ? operations : [];
  return [
    [...header],
    ...named.flatMap(name => block(name, results, ({ operations }) => operations[name], redden)),
    ...block("total", results, ({ total }) => total, redden).map((row, position) => [
      ...row.slice(0, -1),
      cpuText(results[position]),
    ]),
  ];
}

/** One row a client; what they share is said once. */
function block(
  name: string,
  results: readonly Result[],
  pick: (result: Result) => Stats | undefined,
  redden: (text: string) => string,
): string[][] {
  return results.map((result, position) => [
    position === 0 ? escapeControl(name) : "",
    result.client,
    ...figures(pick(result), redden),
    "",
  ]);
}

function figures(stats: Stats | undefined, redden: (text: string) => string): readonly string[] {
  if (stats === undefined || stats.sent === 0) return [none, none, none, none, none];
  const { p50, p95, p99 } = stats.latencyMs;
  const errors = stats.failed + stats.unknown;
  return [
    formatFigure(stats.throughput),
    ...[p50, p95, p99].map(formatMs),
    errors === 0 ? none : redden(formatCount(errors)),
  ];
}

function cpuText(result: Result | undefined): string {
  if (result === undefined || result.total.sent === 0) return none;
  return `${formatFigure(result.generator.cpuMicrosPerRequest)} µs`;
}
