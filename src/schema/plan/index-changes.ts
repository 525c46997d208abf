import { counted } from "../../output/units.ts";
import type { LiveTable } from "../live.ts";
import type { Billing, GlobalIndex, KeySchema, Projection, TableSchema } from "../schema.ts";
import { capacityText, keyText, projectionText } from "../words.ts";
import { isCapacityWithin } from "./capacity.ts";
import { type Comparison, changed, same, together, untold } from "./compared.ts";
import { keyIdentity, projectionIdentity } from "./identity.ts";
import { indexSetting } from "./setting.ts";
import { throughputChanges } from "./throughput-changes.ts";

export interface Index {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: Projection;
}

/** Local indexes are made with their table, so that every difference takes another table. */
export function localIndexChanges(wanted: TableSchema, has: TableSchema): Comparison {
  const { changes } = together(
    namesOf(has.localIndexes, wanted.localIndexes).map(name =>
      shapeChanges(
        `localIndexes.${name}`,
        find(wanted.localIndexes, name),
        find(has.localIndexes, name),
      ),
    ),
  );
  const replaces = "local indexes are made with the table or never";
  return { changes: changes.map(change => ({ ...change, replaces })), notes: [] };
}

export function globalIndexChanges(wanted: TableSchema, live: LiveTable): Comparison {
  const has = live.schema;
  const billing = wanted.billing ?? has.billing;
  return together(
    namesOf(has.indexes, wanted.indexes).map(name => {
      const [to, from] = [find(wanted.indexes, name), find(has.indexes, name)];
      const shape = shapeChanges(indexSetting(name), to, from);
      if (to === undefined) return shape;
      const isNew = from === undefined || shape.changes.length > 0;
      return isNew
        ? together([shape, newIndex(to, from, live)])
        : together([capacityChanges(to, from, has.billing), settingChanges(to, from, billing)]);
    }),
  );
}

/** Of an index that is built, beside its shape: its settings are made with it, but for insights. */
function newIndex(
  { name, contributorInsights }: GlobalIndex,
  from: GlobalIndex | undefined,
  { itemCount }: LiveTable,
): Comparison {
  const first = from === undefined ? "" : "removed and ";
  const items = itemCount === 0 ? "anew" : `from ${counted(itemCount, "item")}, as last counted`;
  const isTold = from !== undefined || itemCount > 0;
  const note = `${indexSetting(name)}: ${first}built ${items}; no query can use it meanwhile`;
  const setting = indexSetting(name, "contributorInsights");
  const insights = contributorInsights ? changed(setting, contributorInsights, false) : same;
  return { changes: insights.changes, notes: isTold ? [note] : [] };
}

function namesOf(...groups: readonly (readonly Index[])[]): string[] {
  return [...new Set(groups.flat().map(({ name }) => name))];
}

function find<T extends Index>(indexes: readonly T[], name: string): T | undefined {
  return indexes.find(each => each.name === name);
}

/** Whether there is an index, by its key and projection. */
function shapeChanges(setting: string, to: Index | undefined, from: Index | undefined): Comparison {
  if (to && from && isSameShape(to, from)) return same;
  return changed(setting, to ? indexText(to) : false, from ? indexText(from) : false);
}

function isSameShape(one: Index, other: Index): boolean {
  return (
    keyIdentity(one.key) === keyIdentity(other.key) &&
    projectionIdentity(one.projection) === projectionIdentity(other.projection)
  );
}

/** The shape of an index, in words: `Email S (all attributes)`. */
export function indexText({ key, projection }: Index): string {
  return `${keyText(key)} (${projectionText(projection)})`;
}

function settingChanges(
  wanted: GlobalIndex,
  has: GlobalIndex,
  billing: Billing | undefined,
): Comparison {
  return throughputChanges(member => indexSetting(wanted.name, member), wanted, has, billing);
}

function capacityChanges(
  { name, capacity: to }: GlobalIndex,
  { capacity: from }: GlobalIndex,
  has: Billing | undefined,
): Comparison {
  // On a table that is on-demand still, the switch of its billing brings the index's capacity.
  if (to === undefined || has?.kind !== "provisioned") return same;
  const setting = indexSetting(name, "capacity");
  if (from === undefined) return untold(setting);
  return isCapacityWithin(from, to) ? same : changed(setting, capacityText(to), capacityText(from));
}
