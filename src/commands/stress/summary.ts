import { formatCount, formatDuration, formatRate } from "../../output/units.ts";
import type { Load, Pace, Scenario, Stage } from "../../scenario/scenario.ts";

/** What a scenario does, as plain data: for `check` and `--dry-run`. */
export function summaryData(scenario: Scenario) {
  const { name, seed, digest, tables, entities, operations, load, thresholds, checks } = scenario;
  const inTurn = load.order === "inTurn";
  const weights = operations.reduce((sum, { weight }) => sum + (inTurn ? 1 : weight), 0);
  return {
    scenario: name,
    seed,
    digest,
    tables: tables.map(({ table }) => table),
    entities: entities.map(({ name: entity, table, count }) => ({ entity, table, count })),
    operations: operations.map(({ name: operation, weight, action }) => ({
      operation,
      kind: action.kind,
      ...(action.kind === "flow" && { steps: action.steps.map(step => step.action.kind) }),
      share: (inTurn ? 1 : weight) / weights,
    })),
    load: loadData(load),
    thresholds: thresholds.map(({ expression }) => expression),
    checks: checks.map(check => check.name),
  };
}

function loadData({ concurrency, warmupMs, extent, pace, order }: Load) {
  return {
    kind: pace.kind,
    concurrency,
    ...(pace.kind === "open" && { arrivals: pace.arrivals, stages: pace.stages.map(stageData) }),
    order,
    warmupSeconds: warmupMs / 1000,
    ...(extent.kind === "duration"
      ? { durationSeconds: extent.durationMs / 1000 }
      : { requests: extent.requests }),
  };
}

/** `null` seconds: until the load's extent ends it. */
function stageData({ ratePerSecond, durationMs, ramp }: Stage) {
  return { ratePerSecond, seconds: Number.isFinite(durationMs) ? durationMs / 1000 : null, ramp };
}

/** `64 in flight · 2 s warm-up, 10 s measured` */
export function loadText({ concurrency, warmupMs, extent, pace, order }: Load): string {
  const warmup = warmupMs > 0 ? `${formatDuration(warmupMs)} warm-up, ` : "";
  const measured =
    extent.kind === "duration"
      ? `${formatDuration(extent.durationMs)} measured`
      : `${count(extent.requests, "operation")}`;
  const turns = order === "inTurn" ? "operations in turn, each " : "";
  return `${paceText(pace, concurrency)} · ${turns}${warmup}${measured}`;
}

/** `2,000/s constant, at most 64 in flight` */
function paceText(pace: Pace, concurrency: number): string {
  const inFlight = `${formatCount(concurrency)} in flight`;
  if (pace.kind === "closed") return inFlight;
  const highest = formatRate(Math.max(...pace.stages.map(stage => stage.ratePerSecond)));
  const { length } = stageTexts(pace);
  const stages = length === 0 ? "" : `${count(length, "stage")} up to `;
  const arrivals = pace.arrivals === "poisson" ? "Poisson" : pace.arrivals;
  return `${stages}${highest} ${arrivals}, at most ${inFlight}`;
}

/** Such as `to 2,000/s for 20 s`; none for a rate that stays as it is until the load ends. */
export function stageTexts(pace: Pace): readonly string[] {
  if (pace.kind === "closed") return [];
  return pace.stages
    .filter(({ durationMs }) => Number.isFinite(durationMs))
    .map(({ ratePerSecond, durationMs, ramp }) => {
      return `${ramp ? "to " : ""}${formatRate(ratePerSecond)} for ${formatDuration(durationMs)}`;
    });
}

/** `1 table, 20,000 items, 4 operations, 3 thresholds, 1 check`; without checks, these are left out. */
export function contentText({
  tables,
  entities,
  operations,
  thresholds,
  checks,
}: Scenario): string {
  const items = entities.reduce((sum, entity) => sum + entity.count, 0);
  return [
    count(tables.length, "table"),
    count(items, "item"),
    count(operations.length, "operation"),
    count(thresholds.length, "threshold"),
    ...(checks.length > 0 ? [count(checks.length, "check")] : []),
  ].join(", ");
}

export function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${formatCount(number)} ${noun}s`;
}
