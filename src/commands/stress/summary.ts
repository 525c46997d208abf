import { formatCount, formatDuration } from "../../output/units.ts";
import type { Load, Scenario } from "../../scenario/scenario.ts";

/** What a scenario does, as plain data: for `check` and `--dry-run`. */
export function summaryData(scenario: Scenario) {
  const { name, seed, tables, entities, operations, load, thresholds } = scenario;
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0);
  return {
    scenario: name,
    seed,
    tables: tables.map(({ table }) => table),
    entities: entities.map(({ name: entity, table, count }) => ({ entity, table, count })),
    operations: operations.map(({ name: operation, weight, action }) => ({
      operation,
      kind: action.kind,
      share: weight / weights,
    })),
    load: {
      concurrency: load.concurrency,
      warmupSeconds: load.warmupMs / 1000,
      ...(load.extent.kind === "duration"
        ? { durationSeconds: load.extent.durationMs / 1000 }
        : { requests: load.extent.requests }),
    },
    thresholds: thresholds.map(({ expression }) => expression),
  };
}

/** `64 in flight · 2 s warm-up, 10 s measured` */
export function loadText({ concurrency, warmupMs, extent }: Load): string {
  const warmup = warmupMs > 0 ? `${formatDuration(warmupMs)} warm-up, ` : "";
  const measured =
    extent.kind === "duration"
      ? `${formatDuration(extent.durationMs)} measured`
      : `${count(extent.requests, "operation")}`;
  return `${formatCount(concurrency)} in flight · ${warmup}${measured}`;
}

/** `1 table, 20,000 items, 4 operations, 3 thresholds` */
export function contentText({ tables, entities, operations, thresholds }: Scenario): string {
  const items = entities.reduce((sum, entity) => sum + entity.count, 0);
  return [
    count(tables.length, "table"),
    count(items, "item"),
    count(operations.length, "operation"),
    count(thresholds.length, "threshold"),
  ].join(", ");
}

export function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${formatCount(number)} ${noun}s`;
}
