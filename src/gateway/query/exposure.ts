import type { ExposedTable, GatewaySettings } from "../../config/gateway-settings.ts";
import { suggestion } from "../../config/suggest.ts";
import type { Path, Projection } from "../../expressions/ast.ts";
import type { GlobalIndex, LocalIndex, TableSchema } from "../../schema/schema.ts";
import type { Principal } from "../principal.ts";
import { Problem } from "../problem.ts";
import { wrong } from "./refusal.ts";

export const readKinds = ["get", "query", "scan"] as const;
export type ReadKind = (typeof readKinds)[number];

/** A table, and what is shown of it. */
export interface Open {
  readonly schema: TableSchema;
  readonly exposed: ExposedTable;
}

const everything: ExposedTable = {
  indexes: undefined,
  attributes: undefined,
  scan: true,
  mostItems: undefined,
  cacheTtlMs: undefined,
};

/** What is exposed of a table; undefined for one that is hidden, or that is not the principal's. */
export function exposedTo(
  principal: Principal,
  table: string,
  { tables }: Pick<GatewaySettings, "tables">,
): ExposedTable | undefined {
  const exposed = tables === undefined ? everything : tables.get(table);
  const kinds = [...readKinds, "describe"] as const;
  const isOpen = kinds.some(kind => principal.may({ kind, table }));
  return isOpen ? exposed : undefined;
}

/** The ways in which a principal may read an exposed table. */
export function operationsOf(
  principal: Principal,
  table: string,
  { scan }: ExposedTable,
): readonly ReadKind[] {
  return readKinds.filter(kind => principal.may({ kind, table }) && (kind !== "scan" || scan));
}

export function forbidden(what: string, fix: string): Problem {
  return new Problem(403, "forbidden", what, { fix });
}

/** The indexes that are there and exposed. */
export function indexesOf({ schema, exposed }: Open): readonly (GlobalIndex | LocalIndex)[] {
  const all = [...schema.indexes, ...schema.localIndexes];
  return all.filter(({ name }) => exposed.indexes?.includes(name) ?? true);
}

/** Throws a Problem for an index that is not there or not exposed: the same for both. */
export function checkIndex(open: Open, index: string | undefined, field: string): void {
  if (index === undefined) return;
  const names = indexesOf(open).map(({ name }) => name);
  if (names.includes(index)) return;
  const others = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
  const named = `${JSON.stringify(index)} is no index here${suggestion(index, names)}`;
  throw wrong(field, named, others);
}

export function isGlobal({ schema }: Open, index: string | undefined): boolean {
  return schema.indexes.some(({ name }) => name === index);
}

export function isShown({ attributes }: ExposedTable, name: string): boolean {
  return attributes?.includes(name) ?? true;
}

/** Throws a Problem for an attribute that is not shown, whether it is there or not. */
export function checkShown(names: Iterable<string>, { exposed }: Open, field: string): void {
  for (const name of names) {
    if (isShown(exposed, name)) continue;
    const near = suggestion(name, exposed.attributes ?? []);
    throw wrong(
      field,
      `${JSON.stringify(name)} is no attribute that is shown here${near}`,
      `there are ${exposed.attributes?.join(", ")}`,
    );
  }
}

/**
 * The attributes to read, so that hidden ones never are; undefined for all.
 * @param index its own attributes alone where nothing is selected, as DynamoDB does it
 */
export function shownPaths(open: Open, index: string | undefined): Projection | undefined {
  const { attributes } = open.exposed;
  if (attributes === undefined) return undefined;
  const has = projectedBy(open, index);
  const shown = attributes.filter(has).map((name): Path => [name]);
  if (shown.length > 0) return shown;
  throw wrong("index", "holds none of the attributes that are shown", "read the table itself");
}

function projectedBy({ schema }: Open, index: string | undefined): (name: string) => boolean {
  const found = [...schema.indexes, ...schema.localIndexes].find(({ name }) => name === index);
  if (found === undefined || found.projection.kind === "all") return () => true;
  const keys = [schema.key, found.key].flatMap(({ partition, sort }) => [...partition, ...sort]);
  const names = new Set(keys.map(({ name }) => name));
  if (found.projection.kind === "include") {
    for (const name of found.projection.attributes) names.add(name);
  }
  return name => names.has(name);
}
