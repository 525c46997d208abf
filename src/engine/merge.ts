import type { Threshold } from "../scenario/scenario.ts";
import { parseThreshold } from "../scenario/threshold.ts";
import { mergeChecks } from "./merge-checks.ts";
import { mergeGenerators } from "./merge-generators.ts";
import { mergeTimelines } from "./merge-timelines.ts";
import { mergeTurns } from "./merge-turns.ts";
import { assertSameWork, assertShards, blame, type Part } from "./mergeable.ts";
import { OperationTallies } from "./operation-tallies.ts";
import type { LoadReport, Result, Stats, ThresholdResult } from "./result.ts";
import { roundFigure } from "./round.ts";
import { judge } from "./thresholds.ts";

/** What the results are of, and so what has to be true of them. */
export type MergeKind =
  /** All workers of one process; processor readings are the process's, so the caller sets them. */
  | { readonly kind: "workers" }
  /** Shards of several machines; `partial`: some may be missing. */
  | { readonly kind: "shards"; readonly partial?: boolean };

/**
 * Several slices of one load as one result: counts and histograms add up without loss, seconds are
 * matched by the clock, thresholds are judged anew, and the generator is as well as the worst one.
 * Each part has the name that an error calls it by.
 * @throws DynError when the parts are not slices of one load, or one of them is damaged
 */
export function mergeResults(parts: readonly Part[], how: MergeKind): Result {
  const first = assertSameWork(parts);
  const merged = how.kind === "shards" ? assertShards(parts, how.partial ?? false) : undefined;
  const results = parts.map(({ result }) => result);
  const startedMs = Math.min(...results.map(startOf));
  const measured = first.load.order === "inTurn" ? mergeTurns(parts) : mergeMixed(parts, startedMs);
  const { total, operations } = measured;
  const thresholds = judgeAnew(parts, total, operations);
  const labelled = parts.map(part => ({ ...part, name: labelOf(part, how) }));
  const checks = mergeChecks(labelled);
  const interrupted = results.some(result => result.interrupted);
  const aborted = results.find(result => result.aborted !== undefined)?.aborted;
  return {
    ...first,
    target: [...new Set(results.map(({ target }) => target))].join(", "),
    startedAt: new Date(startedMs).toISOString(),
    ...measured,
    load: mergeLoads(results, first.load, merged),
    generator: mergeGenerators(labelled),
    thresholds,
    checks,
    ...(interrupted ? { interrupted } : {}),
    ...(aborted === undefined ? {} : { aborted }),
    ok: !interrupted && aborted === undefined && [...thresholds, ...checks].every(({ ok }) => ok),
  };
}

/** What a reason or a detail of the merge calls a part by. */
function labelOf({ name, result: { load } }: Part, { kind }: MergeKind): string {
  if (kind === "workers" || load.shard === null) return name;
  return `shard ${load.shard.index}/${load.shard.of}`;
}

function startOf({ startedAt }: Result): number {
  return Date.parse(startedAt);
}

/** Everything is measured from the earliest start to the latest end. */
function mergeMixed(
  parts: readonly Part[],
  startedMs: number,
): Pick<Result, "elapsedSeconds" | "total" | "operations" | "timeline"> {
  const ends = parts.map(({ result }) => startOf(result) + result.elapsedSeconds * 1000);
  const elapsedSeconds = roundFigure(Math.max(...ends) - startedMs) / 1000;
  const tallies = new OperationTallies();
  for (const { name, result } of parts) blame(name, () => tallies.add(result.operations));
  return {
    elapsedSeconds,
    total: tallies.total.stats(elapsedSeconds),
    operations: tallies.map(tally => tally.stats(elapsedSeconds)),
    timeline: mergeTimelines(
      parts.map(({ name, result }) => ({
        name,
        offsetSeconds: Math.round((startOf(result) - startedMs) / 1000),
        rows: result.timeline,
      })),
    ),
  };
}

/** The thresholds of the parts, each once, on what they measured together. */
export function judgeAnew(
  parts: readonly Part[],
  total: Stats,
  operations: Result["operations"],
): readonly ThresholdResult[] {
  const names = Object.keys(operations);
  const asked = new Map<string, Threshold>();
  for (const { name, result } of parts) {
    for (const { expression } of result.thresholds) {
      if (asked.has(expression)) continue;
      asked.set(
        expression,
        blame(name, () => parseThreshold(expression, names)),
      );
    }
  }
  const thresholds = [...asked.values()];
  return judge(thresholds, total, operations);
}

/** The load as asked for, with what each slice had of it. */
function mergeLoads(
  results: readonly Result[],
  first: LoadReport,
  merged: LoadReport["merged"],
): LoadReport {
  const sum = (read: (load: LoadReport) => number) =>
    results.reduce((total, { load }) => total + read(load), 0);
  return {
    ...first,
    concurrency: sum(({ concurrency }) => concurrency),
    rate: first.rate === null ? null : roundFigure(sum(({ rate }) => rate ?? 0)),
    workers: sum(({ workers }) => workers),
    queued: sum(({ queued }) => queued),
    unsent: sum(({ unsent }) => unsent),
    ...(merged === undefined ? {} : { shard: null, merged }),
  };
}
