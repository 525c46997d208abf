import type { GlobalIndex, TableSchema, ThroughputSettings } from "../schema.ts";
import {
  billingText,
  capacityText,
  encryptionText,
  keyText,
  recoveryText,
  throughputText,
} from "../words.ts";
import { indexText } from "./index-changes.ts";
import type { Change } from "./plan.ts";
import { indexSetting } from "./setting.ts";

type Row = readonly [setting: string, text: string | false | undefined];

/** What a new table gets: all that its file says, but for what is off, as it is anyway. */
export function creationChanges(wanted: TableSchema): Change[] {
  const rows: readonly Row[] = [
    ["key", keyText(wanted.key)],
    ["billing", billingText(wanted.billing ?? { kind: "on-demand" })],
    ...throughputRows(member => member, wanted),
    ...wanted.localIndexes.map(index => [`localIndexes.${index.name}`, indexText(index)] as const),
    ...wanted.indexes.flatMap(indexRows),
    ["ttl", wanted.ttl],
    ["stream", wanted.stream],
    ["pointInTimeRecovery", wanted.pointInTimeRecovery && recoveryText(wanted.pointInTimeRecovery)],
    ["encryption", wanted.encryption && encryptionText(wanted.encryption)],
    ["tableClass", wanted.tableClass],
    ["deletionProtection", wanted.deletionProtection && "on"],
    ...[...(wanted.tags ?? [])].map(([name, value]) => [`tags.${name}`, value] as const),
  ];
  return rows.flatMap(([setting, to]) =>
    to === undefined || to === false ? [] : [{ kind: "add" as const, setting, to }],
  );
}

function indexRows(index: GlobalIndex): readonly Row[] {
  const { name, capacity } = index;
  return [
    [indexSetting(name), indexText(index)],
    [indexSetting(name, "capacity"), capacity && capacityText(capacity)],
    ...throughputRows(member => indexSetting(name, member), index),
  ];
}

function throughputRows(
  settingOf: (member: string) => string,
  { maxThroughput, warmThroughput, contributorInsights }: ThroughputSettings,
): readonly Row[] {
  return [
    [settingOf("maxThroughput"), maxThroughput && throughputText(maxThroughput)],
    [settingOf("warmThroughput"), warmThroughput && throughputText(warmThroughput)],
    [settingOf("contributorInsights"), contributorInsights],
  ];
}
