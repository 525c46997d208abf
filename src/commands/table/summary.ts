import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatBytes, formatCount } from "../../output/units.ts";
import type { LiveState, LiveTable } from "../../schema/live.ts";
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
  return [schema.table, ...indented([...settings(schema), ...indexRows(schema)])].join("\n");
}

/** A table as it is: settings, sizes, and the state of each index. */
export function liveText(live: LiveTable, target: string, paint: Paint): string {
  const { schema } = live;
  const status = live.status === "ACTIVE" ? paint.green(live.status) : paint.yellow(live.status);
  const rows = [
    ...settings(schema, live),
    ["items", `${sizeText(live) ?? "0 items"}, as last counted`],
    ...(live.arn === undefined ? [] : [["arn", live.arn]]),
    ...indexRows(schema, live),
  ];
  return [`${paint.bold(schema.table)} · ${target} · ${status}`, ...indented(rows)].join("\n");
}

function settings(schema: TableSchema, live?: LiveTable): string[][] {
  const rows: (readonly [string, string | false | undefined])[] = [
    ["key", keyText(schema.key)],
    ["billing", billingText(schema.billing ?? { kind: "on-demand" })],
    ["at most", schema.maxThroughput && throughputText(schema.maxThroughput)],
    ["warm", schema.warmThroughput && throughputText(schema.warmThroughput)],
    ["ttl", schema.ttl && (live ? `${schema.ttl} (${live.ttlStatus})` : schema.ttl)],
    ["stream", schema.stream],
    ["class", schema.tableClass],
    ["encryption", schema.encryption && encryptionText(schema.encryption)],
    ["recovery", schema.pointInTimeRecovery && recoveryText(schema.pointInTimeRecovery)],
    ["insights", schema.contributorInsights],
    ["protection", schema.deletionProtection && "cannot be deleted"],
    ["tags", [...(schema.tags ?? [])].map(([key, value]) => `${key}=${value}`).join(", ")],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

function indexRows({ indexes, localIndexes }: TableSchema, live?: LiveTable): string[][] {
  return [
    ...indexes.map(index => {
      const state = live?.indexes.get(index.name);
      const status = state?.backfilling ? "BACKFILLING" : state?.status;
      const said = [keyText(index.key), projectionText(index.projection)];
      if (index.capacity) said.push(capacityText(index.capacity));
      return ["index", `${index.name}: ${joined(...said, status, state && sizeText(state))}`];
    }),
    ...localIndexes.map(index => {
      const state = live?.localIndexes.get(index.name);
      const said = [keyText(index.key), projectionText(index.projection)];
      return ["local index", `${index.name}: ${joined(...said, state && sizeText(state))}`];
    }),
  ];
}

function indented(rows: readonly (readonly string[])[]): string[] {
  // Names of attributes come from the table: they may hold anything.
  const cells = rows.map(row => row.map(escapeControl));
  return alignColumns(cells, []).map(line => `  ${line}`);
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined).join(" · ");
}

/** `1,204 items, 3.1 MB`; without what is zero, since some targets count no bytes, or no indexes. */
function sizeText({ itemCount, sizeBytes }: Omit<LiveState, "status">): string | undefined {
  if (itemCount === 0 && sizeBytes === 0) return undefined;
  const items = `${formatCount(itemCount)} ${itemCount === 1 ? "item" : "items"}`;
  return sizeBytes === 0 ? items : `${items}, ${formatBytes(sizeBytes)}`;
}
