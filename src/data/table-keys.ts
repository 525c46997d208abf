import { suggestion } from "../config/suggest.ts";
import { maxPartitionKeyBytes, maxSortKeyBytes } from "../dynamodb/limits.ts";
import { DynError } from "../errors.ts";
import type { KeyAttribute, KeySchema, TableSchema } from "../schema/schema.ts";
import type { AttributeValue, Item } from "../values/attribute.ts";
import { itemSizeBytes, maxItemBytes, valueSizeBytes } from "../values/size.ts";
import { typeWordOf, typeWords } from "../values/type-words.ts";

/** What reading and writing items needs to know of a table. */
export type KeyedTable = Pick<TableSchema, "table" | "key" | "indexes" | "localIndexes">;

export function keyAttributes({ partition, sort }: KeySchema): readonly KeyAttribute[] {
  return [...partition, ...sort];
}

/** `Id (a string), Version (a number)`. */
export function keyWords(key: KeySchema): string {
  return keyAttributes(key)
    .map(({ name, type }) => `${name} (${typeWords[type]})`)
    .join(", ");
}

/** The key of the table, or of an index by its name. Throws a "usage" error for an unknown index. */
export function keyOf(table: KeyedTable, index: string | undefined): KeySchema {
  if (index === undefined) return table.key;
  const indexes = [...table.indexes, ...table.localIndexes];
  const found = indexes.find(({ name }) => name === index);
  if (found) return found.key;
  const names = indexes.map(({ name }) => name);
  throw new DynError("usage", `${table.table} has no index ${index}${suggestion(index, names)}`, {
    hint: names.length === 0 ? "it has none" : `its indexes are ${names.join(", ")}`,
  });
}

/** The attributes that say where a page of this table or index ended: its own key, and the table's. */
export function positionNames(table: KeyedTable, index: string | undefined): readonly string[] {
  const names = [...keyAttributes(keyOf(table, index)), ...keyAttributes(table.key)];
  return [...new Set(names.map(({ name }) => name))];
}

/** Throws an "invalid" error unless the item is exactly a key of the table. */
export function checkKey(key: Item, table: KeyedTable): void {
  checkKeyAttributes(key, table, "the key");
  const names = keyAttributes(table.key).map(({ name }) => name);
  const extra = Object.keys(key).find(name => !names.includes(name));
  if (extra === undefined) return;
  throw invalid(`${JSON.stringify(extra)} is no key attribute of ${table.table}`, table);
}

/** Throws an "invalid" error for an item that the table would not take: its key, and its size. */
export function checkItem(item: Item, table: KeyedTable): void {
  checkKeyAttributes(item, table, "the item");
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes <= maxItemBytes) return;
  const size = `${Math.ceil(sizeBytes / 1024)} KB`;
  throw new DynError("invalid", `the item has ${size}; DynamoDB takes ${maxItemBytes / 1024} KB`, {
    hint: "keep large content elsewhere, e.g. in S3, or split it into several items",
  });
}

function checkKeyAttributes(item: Item, table: KeyedTable, what: string): void {
  for (const { name, type } of keyAttributes(table.key)) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) throw invalid(`${what} lacks ${name}`, table);
    if (!(type in value)) {
      throw invalid(`${name} must be ${typeWords[type]}, not ${typeWordOf(value)}`, table);
    }
    checkKeySize(name, value, table);
  }
}

function checkKeySize(name: string, value: AttributeValue, table: KeyedTable): void {
  const sizeBytes = valueSizeBytes(value);
  if (sizeBytes === 0) throw invalid(`${name} is empty, which a key cannot be`, table);
  const isSort = table.key.sort.some(attribute => attribute.name === name);
  const mostBytes = isSort ? maxSortKeyBytes : maxPartitionKeyBytes;
  if (sizeBytes <= mostBytes) return;
  throw invalid(`${name} has ${sizeBytes} bytes; DynamoDB takes ${mostBytes} there`, table);
}

function invalid(problem: string, table: KeyedTable): DynError {
  return new DynError("invalid", problem, {
    hint: `the key of ${table.table} is ${keyWords(table.key)}`,
  });
}
