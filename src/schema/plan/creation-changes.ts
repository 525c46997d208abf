import type { GlobalIndex, KeySchema, Projection, TableSchema } from "../schema.ts";
import {
  billingText,
  capacityText,
  encryptionText,
  keyText,
  projectionText,
  recoveryText,
  throughputText,
} from "../words.ts";
import type { Change } from "./plan.ts";

/** What a new table gets: all that its file says, but for what is off, as it is anyway. */
export function creationChanges(wanted: TableSchema): Change[] {
  const rows: (readonly [string, string | false | undefined])[] = [
    ["key", keyText(wanted.key)],
    ["billing", billingText(wanted.billing ?? { kind: "on-demand" })],
    ...throughputRows("", wanted),
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

function indexRows(index: GlobalIndex): (readonly [string, string | undefined])[] {
  const prefix = `indexes.${index.name}`;
  return [
    [prefix, indexText(index)],
    [`${prefix}.capacity`, index.capacity && capacityText(index.capacity)],
    ...throughputRows(`${prefix}.`, index),
  ];
}

function throughputRows(
  prefix: string,
  { maxThroughput, warmThroughput, contributorInsights }: Partial<GlobalIndex>,
): (readonly [string, string | undefined])[] {
  return [
    [`${prefix}maxThroughput`, maxThroughput ? throughputText(maxThroughput) : undefined],
    [`${prefix}warmThroughput`, warmThroughput && throughputText(warmThroughput)],
    [`${prefix}contributorInsights`, contributorInsights || undefined],
  ];
}

/** The shape of an index, in words: `Email S (all attributes)`. */
export function indexText({ key, projection }: { key: KeySchema; projection: Projection }): string {
  return `${keyText(key)} (${projectionText(projection)})`;
}
