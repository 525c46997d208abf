import { reportLoad } from "../../engine/load-report.ts";
import type { LoadReport } from "../../engine/result.ts";
import { type Slice, whole } from "../../engine/slice.ts";
import { counted } from "../../output/units.ts";
import type { Load, Scenario, Stage } from "../../scenario/scenario.ts";

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

/** A scenario's load as a report of it would tell it, before anything of it has run. */
export function plannedLoad(load: Load, slice: Slice = whole): LoadReport {
  return reportLoad(load, slice, { queued: 0, unsent: 0 });
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
    counted(tables.length, "table"),
    counted(items, "item"),
    counted(operations.length, "operation"),
    counted(thresholds.length, "threshold"),
    ...(checks.length > 0 ? [counted(checks.length, "check")] : []),
  ].join(", ");
}
