import { keyValueOf } from "../../data/key-value.ts";
import type { Condition, Operand } from "../../expressions/ast.ts";
import type { KeyAttribute, KeySchema, TableSchema } from "../../schema/schema.ts";
import { type AttributeValue, emptyItem, type Item } from "../../values/attribute.ts";
import { compareKeys } from "../../values/order.ts";
import { between, compare, literal } from "./json-filter.ts";
import { wrong } from "./refusal.ts";
import type { KeyWords, SortWord } from "./wanted.ts";

/** The value of a key attribute as it stands in a URL: text, digits, or base64url. */
export function wordValue(attribute: KeyAttribute, text: string, field: string): AttributeValue {
  const value = keyValueOf(attribute, attribute.type === "B" ? base64Of(text) : text);
  if (typeof value === "string") throw wrong(field, value.replace("base64,", "base64url,"));
  return value;
}

/** A table's key out of a path. */
export function keyOfPath(pk: string, sk: string | undefined, table: TableSchema): Item {
  const { partition, sort } = table.key;
  const key = emptyItem();
  for (const attribute of partition) key[attribute.name] = wordValue(attribute, pk, "path.pk");
  const [sortAttribute] = sort;
  if (sortAttribute === undefined && sk !== undefined) {
    throw wrong("path.sk", "the table has no sort key", `…/tables/${table.table}/items/{pk}`);
  }
  if (sortAttribute !== undefined) {
    if (sk === undefined) {
      const fix = `…/tables/${table.table}/items/{pk}/{sk}; …/items?pk={pk} gives all of them`;
      throw wrong("path.sk", "the table has a sort key", fix);
    }
    key[sortAttribute.name] = wordValue(sortAttribute, sk, "path.sk");
  }
  return key;
}

/** The condition on a key of one or two attributes. */
export function wordsCondition({ pk, sort }: KeyWords, key: KeySchema): Condition {
  const [partition, ...more] = key.partition;
  if (partition === undefined || more.length > 0 || key.sort.length > 1) {
    const fix = "POST …/query with `key` takes all of them";
    throw wrong("query.pk", "the key of this index has several attributes", fix);
  }
  const value = wordValue(partition, pk, "query.pk");
  const left = compare(pathTo(partition), "=", value);
  if (sort === undefined) return left;
  const [attribute] = key.sort;
  if (attribute === undefined) {
    throw wrong(sort.kind === "is" ? sort.field : "query.skFrom", "there is no sort key");
  }
  return { kind: "and", left, right: onSort(attribute, sort) };
}

function onSort(attribute: KeyAttribute, word: SortWord): Condition {
  const path = pathTo(attribute);
  if (word.kind === "between") {
    const low = wordValue(attribute, word.from, "query.skFrom");
    const high = wordValue(attribute, word.to, "query.skTo");
    if ((compareKeys(low, high) ?? 0) > 0) throw wrong("query.skFrom", "is above skTo");
    return between(path, low, high);
  }
  const { operator, field, text } = word;
  const value = wordValue(attribute, text, field);
  if (operator !== "begins_with") return compare(path, operator, value);
  if (attribute.type === "N") throw wrong(field, "the sort key is a number", "use skFrom and skTo");
  return { kind: "function", name: "begins_with", arguments: [path, literal(value)] };
}

function pathTo({ name }: KeyAttribute): Operand {
  return { kind: "path", path: [name] };
}

/** Base64 as DynamoDB has it; what is no base64url stays what it is. */
function base64Of(text: string): string {
  return /^[\w-]+$/.test(text) ? Buffer.from(text, "base64url").toString("base64") : text;
}
