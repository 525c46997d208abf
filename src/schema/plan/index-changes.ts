import type { LiveTable } from "../live.ts";
import type { GlobalIndex, KeySchema, Projection, TableSchema } from "../schema.ts";
import { capacityText, keyText, projectionText } from "../words.ts";
import { type Comparison, isWithin } from "./compared.ts";
import type { Change } from "./plan.ts";
import { throughputChanges } from "./throughput-changes.ts";

type Index = { readonly name: string; readonly key: KeySchema; readonly projection: Projection };

/** Local indexes are made with their table, so that every difference takes another table. */
export function localIndexChanges(wanted: TableSchema, has: TableSchema): Change[] {
  return indexChanges("localIndexes", wanted.localIndexes, has.localIndexes).map(change => ({
    ...change,
    replaces: "local indexes are made with the table or never",
  }));
}

export function globalIndexChanges(wanted: TableSchema, live: LiveTable): Comparison {
  const has = live.schema.indexes;
  const changes: Change[] = [];
  const notes: string[] = [];
  const shaped = indexChanges("indexes", wanted.indexes, has);
  changes.push(...shaped);
  for (const { setting, kind } of shaped) {
    if (kind === "change")
      notes.push(`${setting}: is removed and built anew; no query can use it meanwhile`);
  }
  for (const index of wanted.indexes) {
    const own = has.find(({ name }) => name === index.name);
    // One that is built anew gets its settings with it, but for insights, which come afterwards.
    if (own === undefined || shaped.some(({ setting }) => setting === `indexes.${index.name}`)) {
      continue;
    }
    const more = settingChanges(index, own);
    changes.push(...more.changes);
    notes.push(...more.notes);
  }
  return { changes, notes };
}

/** Which indexes there are, by their keys and projections. */
function indexChanges(
  group: string,
  wanted: readonly Index[],
  has: readonly Index[],
): readonly Change[] {
  const names = new Set([...has, ...wanted].map(({ name }) => name));
  return [...names].flatMap((name): Change[] => {
    const to = textOf(wanted, name);
    const from = textOf(has, name);
    if (to === from) return [];
    return [
      {
        setting: `${group}.${name}`,
        kind: from === undefined ? "add" : to === undefined ? "remove" : "change",
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      },
    ];
  });
}

/** Projected attributes are a set: their order is none. */
function textOf(indexes: readonly Index[], name: string): string | undefined {
  const index = indexes.find(each => each.name === name);
  return index && `${keyText(index.key)} (${projectionText(index.projection)})`;
}

function settingChanges(wanted: GlobalIndex, has: GlobalIndex): Comparison {
  const { changes, notes } = throughputChanges(`indexes.${wanted.name}.`, wanted, has);
  return { changes: [...capacityChanges(wanted, has), ...changes], notes };
}

function capacityChanges(wanted: GlobalIndex, has: GlobalIndex): Change[] {
  const [to, from] = [wanted.capacity, has.capacity];
  // On a table that is on-demand still, the switch of its billing brings the index's capacity.
  if (to === undefined || from === undefined) return [];
  if (isWithin(from.read.min, to.read) && isWithin(from.write.min, to.write)) return [];
  return [
    {
      setting: `indexes.${wanted.name}.capacity`,
      kind: "change",
      from: capacityText(from),
      to: capacityText(to),
    },
  ];
}
