import { DynError } from "../../errors.ts";
import type { Entity } from "../../scenario/scenario.ts";
import type { Answer } from "../../sql/database.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { SqlColumn } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import type { Writing } from "./statement-writing.ts";
import { columnText, type SqlTable } from "./tables.ts";
import { type Slot, writtenSlot } from "./values.ts";

/** A column, and what it gets. */
export interface Given {
  readonly column: SqlColumn;
  readonly slot: Slot;
}

/** The row of an entity's item. */
export interface Row {
  readonly table: SqlTable;
  readonly dialect: Dialect;
  readonly key: readonly Given[];
}

export function rowOf(entity: Entity, table: SqlTable, dialect: Dialect): Row {
  return { table, dialect, key: givenOf(entity, table.key) };
}

export function keySlots({ key }: Row): readonly Slot[] {
  return key.map(({ slot }) => slot);
}

/** Attributes of an entity's items for these columns. */
export function givenOf({ item }: Entity, columns: readonly SqlColumn[]): readonly Given[] {
  return columns.flatMap(column => {
    const template = item.attributes.get(column.name);
    return template === undefined ? [] : [{ column, slot: writtenSlot(template, column) }];
  });
}

/** Behind WHERE: the row by its key. */
export function keyText({ table, dialect, key }: Row, writing: Writing): string {
  return key
    .map(({ column, slot }) => {
      const value = dialect.compared(writing.value(slot), column);
      return `${columnText(table, column)} = ${value}`;
    })
    .join(" AND ");
}

/** `INSERT INTO "Orders" ("Id", "Status") VALUES ($1, $2)`; nothing where `unless`, of WITH, has a row. */
export function insertText(
  { table }: Row,
  values: readonly { readonly column: SqlColumn; text(writing: Writing): string }[],
  writing: Writing,
  unless?: string,
): string {
  const names = values.map(({ column }) => quoted(column.name)).join(", ");
  const texts = values.map(({ text }) => text(writing)).join(", ");
  const into = `INSERT INTO ${quoted(table.name)} (${names})`;
  if (unless === undefined) return `${into} VALUES (${texts})`;
  return `${into} SELECT ${texts} WHERE NOT EXISTS (SELECT FROM ${unless})`;
}

/** A row of that key is there already; MySQL tells by the key's name alone which index it was. */
export function isDuplicate(answer: Answer, { table }: Row): boolean {
  if (answer.outcome !== "failed" || answer.fault.code !== "ER_DUP_ENTRY") return false;
  const { message } = answer.fault;
  return message.endsWith(`'${table.keyIndex}'`) || message.endsWith(`.${table.keyIndex}'`);
}

/** The column of an attribute; throws a DynError with the statement that adds it where there is none. */
export function columnFor(table: SqlTable, attribute: string, what: string): SqlColumn {
  const column = table.columns.get(attribute);
  if (column !== undefined) return column;
  throw new DynError("invalid", `${what}: the table ${table.name} has no column ${attribute}`, {
    hint: `ALTER TABLE ${quoted(table.name)} ADD COLUMN ${quoted(attribute)} …`,
  });
}
