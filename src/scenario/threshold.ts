import { suggestion } from "../config/suggest.ts";
import { DynError } from "../errors.ts";
import { latencyUnitsMs } from "./quantity.ts";
import { type Metric, metrics, type Threshold } from "./scenario.ts";

/** A threshold that cannot be understood. */
export class ThresholdError extends DynError {
  /** The mistake alone, for callers that show the text themselves. */
  readonly problem: string;
  /** Where the mistake stands in the text, from 0. */
  readonly offset: number;

  constructor(problem: string, text: string, offset: number, hint: string) {
    super("usage", `threshold "${text}": ${problem}`, { hint });
    this.name = "ThresholdError";
    this.problem = problem;
    this.offset = offset;
  }
}

const comparators: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "=="]);
const shape = /^(\s*)([^<>=!]*?)(\s*)([<>=!]+)(\s*)(.*?)\s*$/s;
const amount = /^(\d+(?:\.\d+)?|\.\d+)\s*(.*)$/s;
const form = "a threshold is written as p95 < 20ms, throughput > 500/s or errors < 0.1%";
const metricHint = `metrics: ${metrics.join(", ")}`;

type Unit = Threshold["unit"];
interface Scale {
  readonly unit: Unit;
  readonly convert: (value: number) => number;
}

const milliseconds: ReadonlyMap<string, Scale> = new Map(
  Array.from(latencyUnitsMs, ([name, factor]) => [
    name,
    { unit: "ms", convert: value => value * factor },
  ]),
);
const perSecond: ReadonlyMap<string, Scale> = new Map([
  ["", { unit: "perSecond", convert: value => value }],
  ["/s", { unit: "perSecond", convert: value => value }],
]);
const counts: ReadonlyMap<string, Scale> = new Map([
  ["", { unit: "count", convert: value => value }],
  ["%", { unit: "share", convert: value => value / 100 }],
]);

/**
 * Reads `[operation.]metric comparator value`, such as `validate.p95 < 20ms`. With `operations`, the
 * operation must be one of them.
 * @throws ThresholdError
 */
export function parseThreshold(text: string, operations?: Iterable<string>): Threshold {
  const match = shape.exec(text);
  if (match === null) throw new ThresholdError("no comparison in it", text, 0, form);
  const [, before = "", subject = "", gap = "", comparator = "", space = "", limit = ""] = match;
  const comparatorOffset = before.length + subject.length + gap.length;
  const { operation, metric } = subjectOf(subject, text, before.length, operations);
  if (!isComparator(comparator)) {
    const hint = `comparators: ${[...comparators].join(", ")}`;
    throw new ThresholdError(`unknown comparator ${comparator}`, text, comparatorOffset, hint);
  }
  const limitOffset = comparatorOffset + comparator.length + space.length;
  return {
    expression: text.trim(),
    ...(operation === undefined ? {} : { operation }),
    metric,
    comparator,
    ...limitOf(limit, metric, text, limitOffset),
  };
}

function subjectOf(
  subject: string,
  text: string,
  offset: number,
  operations: Iterable<string> | undefined,
): { readonly operation?: string; readonly metric: Metric } {
  for (const metric of metrics) {
    if (subject === metric) return { metric };
    if (!subject.endsWith(`.${metric}`)) continue;
    const operation = subject.slice(0, -metric.length - 1);
    const known = operations && [...operations];
    if (known !== undefined && !known.includes(operation)) {
      const problem = `unknown operation "${operation}"${suggestion(operation, known)}`;
      throw new ThresholdError(problem, text, offset, `operations: ${known.join(", ")}`);
    }
    return { operation, metric };
  }
  const dot = subject.indexOf(".");
  const word = subject.slice(dot + 1);
  const problem = `unknown metric "${word}"${suggestion(word, metrics)}`;
  throw new ThresholdError(problem, text, offset + dot + 1, metricHint);
}

function limitOf(
  limit: string,
  metric: Metric,
  text: string,
  offset: number,
): Pick<Threshold, "value" | "unit"> {
  const [, digits = "", suffix = ""] = amount.exec(limit) ?? [];
  const units = unitsOf(metric);
  const scale = units.get(suffix);
  const value = Number(digits);
  if (digits === "" || scale === undefined || !Number.isFinite(value)) {
    const problem = limit === "" ? "no value in it" : `"${limit}" is no value for ${metric}`;
    throw new ThresholdError(problem, text, offset, hintOf(metric));
  }
  return { value: scale.convert(value), unit: scale.unit };
}

function unitsOf(metric: Metric): ReadonlyMap<string, Scale> {
  switch (metric) {
    case "throughput":
      return perSecond;
    case "errors":
    case "failed":
    case "unknown":
    case "throttled":
      return counts;
    default:
      return milliseconds;
  }
}

function hintOf(metric: Metric): string {
  switch (unitsOf(metric)) {
    case perSecond:
      return `operations a second: ${metric} > 500/s`;
    case counts:
      return `a share or a count: ${metric} < 0.1% or ${metric} <= 5`;
    default:
      return `a time in us, ms or s: ${metric} < 20ms`;
  }
}

function isComparator(text: string): text is Threshold["comparator"] {
  return comparators.has(text);
}
