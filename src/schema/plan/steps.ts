import type { WireInput } from "../../dynamodb/request.ts";
import {
  attributeDefinitions,
  billingModes,
  createTableInput,
  encryptionInput,
  globalIndexInput,
  onDemandInput,
  provisioned,
  streamInput,
  tableClasses,
  warmInput,
} from "../create-input.ts";
import type { LiveTable } from "../live.ts";
import type { Billing, GlobalIndex, TableSchema } from "../schema.ts";
import { isWithin } from "./compared.ts";
import type { Change, Step } from "./plan.ts";
import { followingSteps, timeToLiveSteps } from "./setting-steps.ts";

/** The calls that make a table which is not there: the table itself, then what has calls of its own. */
export function creationSteps(wanted: TableSchema): Step[] {
  const create: Step = {
    operation: "CreateTable",
    input: createTableInput(wanted),
    what: `create table ${wanted.table}`,
    settings: ["table"],
  };
  const ttl = wanted.ttl ? timeToLiveSteps(wanted.table, wanted.ttl, undefined) : [];
  return [create, ...ttl, ...followingSteps(wanted, isWanted(wanted), undefined)];
}

/** Of a new table, settings that are off are so already. */
function isWanted(wanted: TableSchema): (setting: string) => boolean {
  const indexes = new Map(wanted.indexes.map(index => [index.name, index]));
  return setting => {
    const [, index] = /^indexes\.(.+)\.contributorInsights$/.exec(setting) ?? [];
    if (index !== undefined) return Boolean(indexes.get(index)?.contributorInsights);
    if (setting === "contributorInsights") return Boolean(wanted.contributorInsights);
    return setting === "pointInTimeRecovery" && Boolean(wanted.pointInTimeRecovery);
  };
}

/**
 * The calls that make a live table as wanted, in the order in which DynamoDB takes them: indexes go
 * before others come, and one at a time; each call has one class of change. Changes that only
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

  const removed = has.indexes.filter(({ name }) => changed(`indexes.${name}`));
  for (const { name } of removed) {
    const input = { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] };
    steps.push(update(`remove index ${name}`, [`indexes.${name}`], input));
  }
  const kept = has.indexes.filter(index => !removed.includes(index));

  const capacity = capacityStep(wanted, has.billing, kept, changed);
  if (capacity) steps.push(update(capacity.what, capacity.settings, capacity.input));
  for (const { setting, member, inputOf, what } of throughputMembers) {
    const made = [setting, ...kept.map(({ name }) => `indexes.${name}.${setting}`)].filter(changed);
    if (made.length === 0) continue;
    const own = wanted[setting];
    const updates = wanted.indexes.flatMap(({ name, [setting]: value }) =>
      value !== undefined && made.includes(`indexes.${name}.${setting}`)
        ? [{ Update: { IndexName: name, [member]: inputOf(value) } }]
        : [],
    );
    steps.push(
      update(what, made, {
        ...(own !== undefined && made.includes(setting) && { [member]: inputOf(own) }),
        ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
      }),
    );
  }

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
  let indexes = kept;
  for (const index of wanted.indexes) {
    if (!changed(`indexes.${index.name}`)) continue;
    indexes = [...indexes, index];
    const input = {
      AttributeDefinitions: attributeDefinitions({ ...has, indexes }),
      GlobalSecondaryIndexUpdates: [{ Create: globalIndexInput(index, billing) }],
    };
    steps.push(update(`add index ${index.name}`, [`indexes.${index.name}`], input));
  }

  if (changed("ttl") && wanted.ttl !== undefined) {
    steps.push(...timeToLiveSteps(table, wanted.ttl, has.ttl || undefined));
  }
  return [...steps, ...followingSteps(wanted, setting => changed(setting), live)];
}

const throughputMembers = [
  {
    setting: "maxThroughput",
    member: "OnDemandThroughput",
    inputOf: onDemandInput,
    what: "limit the throughput",
  },
  {
    setting: "warmThroughput",
    member: "WarmThroughput",
    inputOf: (value: Parameters<typeof onDemandInput>[0]) => warmInput(value || {}),
    what: "warm the throughput",
  },
] as const;

/** The mode of billing and all capacities are one class of change. */
function capacityStep(
  wanted: TableSchema,
  has: Billing | undefined,
  kept: readonly GlobalIndex[],
  changed: (setting: string) => boolean,
): Omit<Step, "operation"> | undefined {
  const { billing } = wanted;
  const settings = ["billing", ...kept.map(({ name }) => `indexes.${name}.capacity`)].filter(
    changed,
  );
  if (settings.length === 0) return undefined;
  if (billing?.kind !== "provisioned") {
    const input = { BillingMode: billingModes["on-demand"] };
    return { what: "switch to on-demand billing", settings, input };
  }
  const switched = has?.kind !== "provisioned";
  const updates = kept.flatMap(index => {
    const own = wanted.indexes.find(({ name }) => name === index.name)?.capacity;
    // A switch names the capacity of each index.
    const capacity = switched ? (own ?? billing.capacity) : own;
    const isSame = !switched && !settings.includes(`indexes.${index.name}.capacity`);
    if (capacity === undefined || isSame) return [];
    return [{ Update: { IndexName: index.name, ...provisioned(capacity) } }];
  });
  const isTableSame =
    has?.kind === "provisioned" &&
    isWithin(has.capacity.read.min, billing.capacity.read) &&
    isWithin(has.capacity.write.min, billing.capacity.write);
  return {
    what: switched ? "switch to provisioned capacity" : "change the capacity",
    settings,
    input: {
      ...(switched && { BillingMode: billingModes.provisioned }),
      // DynamoDB refuses a call that changes nothing.
      ...(!isTableSame && provisioned(billing.capacity)),
      ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
    },
  };
}
