import { billingModes, provisioned } from "../create-input.ts";
import type { Billing, Capacity, GlobalIndex, TableSchema } from "../schema.ts";
import { isCapacityWithin, nearest } from "./capacity.ts";
import type { Step } from "./plan.ts";
import { indexSetting } from "./setting.ts";

/**
 * The mode of billing and all capacities are one class of change.
 * @param kept the live indexes that stay
 */
export function capacitySteps(
  { table, billing, indexes }: TableSchema,
  has: Billing | undefined,
  kept: readonly GlobalIndex[],
  changed: (setting: string) => boolean,
): Step[] {
  const settings = ["billing", ...kept.map(({ name }) => indexSetting(name, "capacity"))];
  const made = settings.filter(changed);
  if (made.length === 0 || billing === undefined) return [];
  const step = (what: string, input: Step["input"]): Step[] => [
    { operation: "UpdateTable", input: { TableName: table, ...input }, what, settings: made },
  ];
  if (billing.kind === "on-demand") {
    return step("switch to on-demand billing", { BillingMode: billingModes["on-demand"] });
  }
  const wantedOf = (index: GlobalIndex) =>
    indexes.find(({ name }) => name === index.name)?.capacity;
  if (has?.kind !== "provisioned") {
    return step("switch to provisioned capacity", {
      BillingMode: billingModes.provisioned,
      ...provisioned(billing.capacity),
      // A switch names the capacity of each index.
      ...indexUpdates(kept.map(index => [index.name, wantedOf(index) ?? billing.capacity])),
    });
  }
  const changing = kept.flatMap(index => {
    const wanted = wantedOf(index);
    if (wanted === undefined || !changed(indexSetting(index.name, "capacity"))) return [];
    return [[index.name, nearest(index.capacity ?? wanted, wanted)] as const];
  });
  return step("change the capacity", {
    // DynamoDB refuses a call that changes nothing.
    ...(!isCapacityWithin(has.capacity, billing.capacity) &&
      provisioned(nearest(has.capacity, billing.capacity))),
    ...indexUpdates(changing),
  });
}

function indexUpdates(capacities: readonly (readonly [string, Capacity])[]): Step["input"] {
  if (capacities.length === 0) return {};
  return {
    GlobalSecondaryIndexUpdates: capacities.map(([IndexName, capacity]) => ({
      Update: { IndexName, ...provisioned(capacity) },
    })),
  };
}
