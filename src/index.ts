/**
 * The library behind the commands. docs/library.md shows each part at work.
 * @packageDocumentation
 */

// An engine to work on, and clients that speak to it.
export { type Machine, thisMachine } from "./cli/context.ts";
export type { DynamoDbConnection } from "./config/connection.ts";
// Scenarios: prepare, load, report.
export { setUp } from "./data/setup.ts";
export { call } from "./dynamodb/call.ts";
export type { Client, ClientName, Endpoint, Reply } from "./dynamodb/client.ts";
export { connect, embeddedEndpoint, endpointFor } from "./dynamodb/connect.ts";
export { type Page, pages } from "./dynamodb/paging.ts";
export { systemClock } from "./engine/clock.ts";
export { type MergeKind, mergeResults } from "./engine/merge.ts";
export type { Part } from "./engine/mergeable.ts";
export type { Result, Stats } from "./engine/result.ts";
export { type RunOptions, run } from "./engine/run.ts";
export { type LoadOptions, type LoadRun, runLoad } from "./engine/run-load.ts";
export { type Slice, sliceOf, whole } from "./engine/slice.ts";
export { DynError, type ErrorKind } from "./errors.ts";
// Values and expressions.
export { Aliases } from "./expressions/aliases.ts";
export {
  parseCondition,
  parseKeyCondition,
  parseProjection,
  parseUpdate,
} from "./expressions/parse.ts";
export { renderCondition, renderProjection, renderUpdate } from "./expressions/render.ts";
export { type Engine, startPrivate } from "./local/private.ts";
export { paint } from "./output/paint.ts";
export { type ReportKind, renderReport } from "./reporters/report.ts";
export { reportText } from "./reporters/text.ts";
export { loadScenario } from "./scenario/load.ts";
export type { Scenario } from "./scenario/scenario.ts";
// Tables as code.
export { type Applied, type ApplyOptions, applyTable } from "./schema/apply/apply.ts";
export { type DumpForm, dumpText } from "./schema/dump/dump.ts";
export { essential } from "./schema/dump/essential.ts";
export { inspectTable } from "./schema/inspect.ts";
export type { LiveTable } from "./schema/live.ts";
export { parseTableSchemas } from "./schema/parse.ts";
export type { Change, Step, TablePlan } from "./schema/plan/plan.ts";
export { planTable } from "./schema/plan/plan-table.ts";
export type { TableSchema } from "./schema/schema.ts";
export { createTable, deleteTable, listTables } from "./schema/tables.ts";
export { openTarget } from "./targets/registry.ts";
export type { Target } from "./targets/target.ts";
export type { AttributeValue, Item } from "./values/attribute.ts";
export { itemText, parsePlain, parsePlainItem, plainText } from "./values/plain.ts";
