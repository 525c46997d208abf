import type { WireInput } from "../../dynamodb/request.ts";
import { onDemandInput, warmInput } from "../create-input.ts";
import type { GlobalIndex, TableSchema, ThroughputSettings } from "../schema.ts";
import type { Step } from "./plan.ts";
import { indexSetting } from "./setting.ts";
import { missingWarmth } from "./throughput-changes.ts";

interface Member {
  readonly setting: "maxThroughput" | "warmThroughput";
  readonly what: string;
  /** Of UpdateTable, for the table or an index. */
  inputOf(wanted: ThroughputSettings, has: ThroughputSettings): WireInput;
}

const members: readonly Member[] = [
  {
    setting: "maxThroughput",
    what: "limit the throughput",
    inputOf: ({ maxThroughput = false }) => ({ OnDemandThroughput: onDemandInput(maxThroughput) }),
  },
  {
    setting: "warmThroughput",
    what: "warm the throughput",
    // DynamoDB refuses to lower it.
    inputOf: ({ warmThroughput = {} }, has) => ({
      WarmThroughput: warmInput(missingWarmth(warmThroughput, has.warmThroughput)),
    }),
  },
];

/**
 * Limits and warmth of the table and its indexes, each one class of change.
 * @param kept the live indexes that stay
 */
export function throughputSteps(
  wanted: TableSchema,
  has: TableSchema,
  kept: readonly GlobalIndex[],
  changed: (setting: string) => boolean,
): Step[] {
  return members.flatMap(({ setting, what, inputOf }): Step[] => {
    const updates = kept.flatMap(index => {
      const to = wanted.indexes.find(({ name }) => name === index.name);
      const made = indexSetting(index.name, setting);
      if (to === undefined || !changed(made)) return [];
      return [{ made, update: { Update: { IndexName: index.name, ...inputOf(to, index) } } }];
    });
    const settings = [...(changed(setting) ? [setting] : []), ...updates.map(({ made }) => made)];
    if (settings.length === 0) return [];
    const input = {
      TableName: wanted.table,
      ...(changed(setting) && inputOf(wanted, has)),
      ...(updates.length > 0 && {
        GlobalSecondaryIndexUpdates: updates.map(({ update }) => update),
      }),
    };
    return [{ operation: "UpdateTable", input, what, settings }];
  });
}
