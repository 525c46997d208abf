import { quoted } from "../../sql/identifiers.ts";
import { typeWords } from "../../values/type-words.ts";
import type { SqlColumn } from "./columns.ts";
import type { Ask, Design, Dialect } from "./dialect.ts";
import type { DescribedTable } from "./tables.ts";

/** Why a table cannot hold what is designed. */
export interface Differences {
  readonly what: readonly string[];
  /** Statements that end a difference each; those that no statement ends have none. */
  readonly remedies: readonly string[];
}

/** A table may have more columns, keys and indexes than are asked of it. */
export async function differencesOf(
  design: Design,
  found: DescribedTable,
  dialect: Dialect,
  ask: Ask,
): Promise<Differences> {
  const what: string[] = [];
  const remedies: string[] = [];
  const table = quoted(design.table);
  if (!found.keys.some(({ key }) => isMadeOf(key, design.key))) {
    what.push(`key is ${namesOf(found.key) || "missing"}; the file says ${design.key.join(", ")}`);
  }
  for (const { name, kind } of design.columns) {
    const column = found.columns.get(name);
    if (column === undefined) {
      what.push(`column ${name} is missing`);
      const definition = await dialect.definition(kind, ask);
      remedies.push(`ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${definition}`);
    } else if (column.kind !== kind) {
      const wanted =
        kind === "document" ? "a list, a map, a set or of several types" : typeWords[kind];
      what.push(`column ${name} is ${column.type}; the file says ${wanted}`);
    }
  }
  for (const { name, columns } of design.indexes) {
    const index = found.indexes.get(name.slice(design.table.length + 1));
    if (index === undefined) {
      what.push(`index ${name} is missing`);
      const list = columns.map(quoted).join(", ");
      remedies.push(`CREATE INDEX ${quoted(name)} ON ${table} (${list})`);
    } else if (namesOf(index) !== columns.join(", ")) {
      what.push(`index ${name} is of ${namesOf(index)}; the file says ${columns.join(", ")}`);
    }
  }
  return { what, remedies };
}

function isMadeOf(key: readonly SqlColumn[], names: readonly string[]): boolean {
  return key.length === names.length && key.every(({ name }) => names.includes(name));
}

function namesOf(columns: readonly SqlColumn[]): string {
  return columns.map(({ name }) => name).join(", ");
}
