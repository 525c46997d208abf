import type { WireInput } from "../../dynamodb/request.ts";
import { createTableInput, encryptionInput, streamInput, tableClasses } from "../create-input.ts";
import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";
import { capacitySteps } from "./capacity-step.ts";
import { creationChanges } from "./creation-changes.ts";
import { buildingSteps, leavingIndexes, removalStep } from "./index-steps.ts";
import type { Change, Step } from "./plan.ts";
import { followingSteps, timeToLiveSteps } from "./setting-steps.ts";
import { throughputSteps } from "./throughput-steps.ts";

/** The calls that make a table which is not there: the table itself, then what has calls of its own. */
export function creationSteps(wanted: TableSchema): Step[] {
  const create: Step = {
    operation: "CreateTable",
    input: createTableInput(wanted),
    what: `create table ${wanted.table}`,
    settings: ["table"],
  };
  const settings = new Set(creationChanges(wanted).map(({ setting }) => setting));
  const ttl = wanted.ttl ? timeToLiveSteps(wanted.table, wanted.ttl, undefined) : [];
  return [create, ...ttl, ...followingSteps(wanted, setting => settings.has(setting), undefined)];
}

/**
 * The calls that make a live table as wanted, in the order in which DynamoDB takes them: indexes that
 * are wanted no more go first, others come last, one at a time; each call has one class of change. Changes that only
 * another table could have are none of these.
 */
export function changeSteps(
  wanted: TableSchema,
  live: LiveTable,
  changes: readonly Change[],
): Step[] {
  const table = wanted.table;
  const has = live.schema;
  const settings = new Set(
    changes.filter(({ replaces }) => replaces === undefined).map(({ setting }) => setting),
  );
  const changed = (setting: string) => settings.has(setting);
  const update = (what: string, made: readonly string[], input: WireInput): Step => ({
    operation: "UpdateTable",
    input: { TableName: table, ...input },
    what,
    settings: made,
  });
  const steps: Step[] = [];

  if (changed("deletionProtection")) {
    const DeletionProtectionEnabled = wanted.deletionProtection === true;
    const what = `${DeletionProtectionEnabled ? "enable" : "disable"} deletion protection`;
    steps.push(update(what, ["deletionProtection"], { DeletionProtectionEnabled }));
  }

  const leaving = leavingIndexes(wanted, has, changed);
  const kept = has.indexes.filter(index => !leaving.includes(index));
  steps.push(
    ...leaving.map(index => removalStep(table, index)),
    ...capacitySteps(wanted, has.billing, kept, changed),
    ...throughputSteps(wanted, has, kept, changed),
  );

  if (changed("stream") && wanted.stream !== undefined) {
    // The view of a stream cannot change: it ends, and another one begins.
    if (has.stream && wanted.stream) {
      const StreamSpecification = streamInput(false);
      steps.push(update("end the stream", ["stream"], { StreamSpecification }));
    }
    const StreamSpecification = streamInput(wanted.stream);
    const what = wanted.stream ? `stream ${wanted.stream}` : "end the stream";
    steps.push(update(what, ["stream"], { StreamSpecification }));
  }
  if (changed("tableClass") && wanted.tableClass !== undefined) {
    const TableClass = tableClasses[wanted.tableClass];
    steps.push(update(`change the class to ${wanted.tableClass}`, ["tableClass"], { TableClass }));
  }
  if (changed("encryption") && wanted.encryption !== undefined) {
    const SSESpecification = encryptionInput(wanted.encryption);
    steps.push(update("change the encryption", ["encryption"], { SSESpecification }));
  }

  const billing = (changed("billing") ? wanted.billing : has.billing) ?? { kind: "on-demand" };
  steps.push(...buildingSteps(wanted, has, kept, billing, changed));

  if (changed("ttl") && wanted.ttl !== undefined) {
    steps.push(...timeToLiveSteps(table, wanted.ttl, has.ttl || undefined));
  }
  return [...steps, ...followingSteps(wanted, changed, live)];
}
