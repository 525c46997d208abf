import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { TableSchema } from "../../schema/schema.ts";
import {
  billingText,
  capacityText,
  encryptionText,
  keyText,
  projectionText,
  recoveryText,
  throughputText,
} from "../../schema/words.ts";

/** A table's settings in a few lines, as a file describes it. */
export function schemaText(schema: TableSchema): string {
  const rows = [
    ["key", keyText(schema.key)],
    ["billing", billingText(schema.billing ?? { kind: "on-demand" })],
    ...settingRows(schema),
    ...indexRows(schema),
  ];
  // Names of attributes come from a file: they may hold anything.
  const cells = rows.map(row => row.map(escapeControl));
  return [schema.table, ...alignColumns(cells, []).map(line => `  ${line}`)].join("\n");
}

/** What is set beside keys, billing and indexes: a name and a text each. */
export function settingRows(schema: TableSchema): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string | false | undefined])[] = [
    ["at most", schema.maxThroughput && throughputText(schema.maxThroughput)],
    ["warm", schema.warmThroughput && throughputText(schema.warmThroughput)],
    ["ttl", schema.ttl],
    ["stream", schema.stream],
    ["recovery", schema.pointInTimeRecovery && recoveryText(schema.pointInTimeRecovery)],
    ["encryption", schema.encryption && encryptionText(schema.encryption)],
    ["class", schema.tableClass],
    ["protection", schema.deletionProtection && "cannot be deleted"],
    ["insights", schema.contributorInsights],
    ["tags", [...(schema.tags ?? [])].map(([key, value]) => `${key}=${value}`).join(", ")],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

function indexRows({ indexes, localIndexes }: TableSchema): string[][] {
  return [
    ...indexes.map(({ name, key, projection, capacity }) => {
      const own = capacity === undefined ? "" : ` · ${capacityText(capacity)}`;
      return ["index", `${name}: ${keyText(key)} · ${projectionText(projection)}${own}`];
    }),
    ...localIndexes.map(({ name, key, projection }) => [
      "local index",
      `${name}: ${keyText(key)} · ${projectionText(projection)}`,
    ]),
  ];
}
