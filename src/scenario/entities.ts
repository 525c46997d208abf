import { DynError } from "../errors.ts";
import type { KeyAttribute, TableSchema } from "../schema/schema.ts";
import type { Scope } from "../template/scope.ts";
import { compileItem, type ItemTemplate } from "../template/template.ts";
import type { Item } from "../values/attribute.ts";
import { itemSizeBytes, maxItemBytes } from "../values/size.ts";
import { typeWordOf, typeWords } from "../values/type-words.ts";
import type { Part } from "./part.ts";
import type { Entity } from "./scenario.ts";
import { entityShape } from "./shape.ts";
import type { Tables } from "./tables.ts";

/** Compiles one entity; undefined when its shape is wrong. All mistakes are noted. */
export function readEntity(
  part: Part,
  name: string,
  tables: Tables,
  seed: number,
): Entity | undefined {
  const before = part.problems.length;
  const shape = part.readMost(entityShape);
  if (shape === undefined) return undefined;
  const whole = part.problems.length === before;
  const { table, count } = shape;
  const schema = tables.named(table, part.part("table"));
  let right = true;
  const item = compileItem(part.part("item").data as Readonly<Record<string, unknown>>, {
    stream: name,
    onProblem: ({ message, path, ...place }) => {
      right = false;
      part.part("item", ...path).problem(message, place);
    },
  });
  if (right) {
    if (schema !== undefined) checkKeys(part.part("item"), schema, item);
    rehearse(part.part("item"), schema, item, { seed, last: Math.max(0, count - 1) });
  }
  return whole ? { name, table, count, item } : undefined;
}

function checkKeys(part: Part, schema: TableSchema, item: ItemTemplate): void {
  for (const { name, type } of keysOf(schema)) {
    if (item.attributes.has(name)) continue;
    part.problem(`no ${name}, which is a key of ${schema.table}`, {
      key: true,
      hint: `add ${name}: … (${typeWords[type]})`,
    });
  }
}

/** Makes the first and the last item, so that what cannot be stored is found before the run. */
function rehearse(
  part: Part,
  schema: TableSchema | undefined,
  item: ItemTemplate,
  { seed, last }: { readonly seed: number; readonly last: number },
): void {
  for (const index of new Set([0, last])) {
    const made = makeItem(part, item, { seed, index, vars: Object.create(null), now: () => 0 });
    if (made === undefined) return;
    const wrong = schema === undefined ? [] : wrongKeys(schema, made);
    for (const { name, message, hint } of wrong) part.part(name).problem(message, { hint });
    const bytes = itemSizeBytes(made);
    if (bytes > maxItemBytes) {
      part.problem(`item ${index} has ${bytes} bytes; DynamoDB stores at most ${maxItemBytes}`, {
        key: true,
        hint: "the limit is 400 KB an item, names of attributes included",
      });
    }
    if (wrong.length > 0 || bytes > maxItemBytes) return;
  }
}

function makeItem(part: Part, item: ItemTemplate, scope: Scope): Item | undefined {
  const made: Item = Object.create(null);
  let right = true;
  for (const [name, template] of item.attributes) {
    try {
      made[name] = template.toAttributeValue(scope);
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      right = false;
      part.part(name).problem(`${error.message}, with i = ${scope.index}`, { hint: error.hint });
    }
  }
  return right ? made : undefined;
}

interface WrongKey {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
}

/** Key attributes of the table and its indexes that are there in another type. */
function wrongKeys(schema: TableSchema, item: Item): WrongKey[] {
  const indexes = [...schema.indexes, ...schema.localIndexes].flatMap(keysOf);
  const keys = new Map([...indexes, ...keysOf(schema)].map(key => [key.name, key]));
  return [...keys.values()].flatMap(({ name, type }) => {
    const value = item[name];
    if (value === undefined || type in value) return [];
    return {
      name,
      message: `${name} is ${typeWordOf(value)}, but as a key of ${schema.table} it is ${typeWords[type]}`,
      hint: "a text that is one ${…} keeps the type of its value; ${str(…)} makes it a string",
    };
  });
}

function keysOf({ key }: Pick<TableSchema, "key">): readonly KeyAttribute[] {
  return [...key.partition, ...key.sort];
}
