import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { Aliases } from "../../expressions/aliases.ts";
import type { UpdateClause } from "../../expressions/ast.ts";
import { renderUpdate } from "../../expressions/render.ts";
import type { KeySchema } from "../../schema/schema.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { keyAttributes } from "../table-keys.ts";
import type { Changes } from "./changes.ts";

/** DynamoDB's limit on the text of one expression. */
const maxExpressionBytes = 4096;
/** Comparisons that stay within 300 operators, the `AND`s between them counted. */
const maxComparisons = 150;

/**
 * The members of an UpdateItem that makes of the item what it should be, on the condition that it is
 * as it was read. The update touches only what was changed, so that nothing else is ever lost. The
 * condition compares what is touched, and of the other attributes as many as an expression holds.
 * Throws an "invalid" error when an update cannot hold so many changes.
 */
export function updateMembers(
  before: Item,
  after: Item,
  changes: Changes,
  key: KeySchema,
): WireInput {
  const aliases = new Aliases();
  const touched = [...changes.added, ...changes.changed, ...changes.removed];
  const UpdateExpression = renderUpdate(clausesOf(after, changes), aliases);
  const keys = keyAttributes(key).map(({ name }) => name);
  const conditions = keys.slice(0, 1).map(name => `attribute_exists(${aliases.name(name)})`);
  conditions.push(...touched.map(name => asItWas(before, name, aliases)));
  const others = Object.keys(before).filter(
    name => !keys.includes(name) && !touched.includes(name),
  );
  let lengthBytes = joined(conditions).length;
  if (
    UpdateExpression.length > maxExpressionBytes ||
    lengthBytes > maxExpressionBytes ||
    conditions.length > maxComparisons
  ) {
    throw new DynError("invalid", `these are ${touched.length} changes, too many for one update`, {
      hint: "change fewer at a time, or put the whole item with dyn item put",
    });
  }
  for (const name of others) {
    // An alias that is made stays: it must be known before that it fits.
    if (conditions.length === maxComparisons) break;
    if (lengthBytes + longestComparisonBytes > maxExpressionBytes) break;
    const condition = asItWas(before, name, aliases);
    lengthBytes += and.length + condition.length;
    conditions.push(condition);
  }
  return { UpdateExpression, ConditionExpression: joined(conditions), ...aliases.members() };
}

const and = " AND ";
/** ` AND #n9999 = :v9999` */
const longestComparisonBytes = 20;

function joined(conditions: readonly string[]): string {
  return conditions.join(and);
}

function asItWas(before: Item, name: string, aliases: Aliases): string {
  const value = attributeOf(before, name);
  if (value === undefined) return `attribute_not_exists(${aliases.name(name)})`;
  return `${aliases.name(name)} = ${aliases.value(value)}`;
}

function clausesOf(after: Item, { added, changed, removed }: Changes): UpdateClause[] {
  const sets = [...added, ...changed].flatMap((name): UpdateClause[] => {
    const value = attributeOf(after, name);
    return value ? [{ kind: "set", path: [name], value: { kind: "literal", value } }] : [];
  });
  return [...sets, ...removed.map((name): UpdateClause => ({ kind: "remove", path: [name] }))];
}
