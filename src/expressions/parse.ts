import type { AttributeValue } from "../values/attribute.ts";
import type { Condition, Projection, Update } from "./ast.ts";
import { condition } from "./condition.ts";
import { Cursor, type ParseOptions } from "./cursor.ts";
import { keyCondition } from "./key-condition.ts";
import type { SearchKey } from "./key-parts.ts";
import { literal } from "./literal.ts";
import { paths } from "./operand.ts";
import { update } from "./update.ts";

export type { ParseOptions, SearchKey };

/** A filter or condition, such as `Status = 'open' and size(Tags) > 2`. Throws ExpressionError. */
export function parseCondition(text: string, options?: ParseOptions): Condition {
  return parse(text, options, wholeCondition);
}

/**
 * A condition on the key of a table or index, such as `PK = 'USER#1' and begins_with(SK, 'ORDER#')`,
 * as DynamoDB takes it, attributes on the left. Throws ExpressionError.
 */
export function parseKeyCondition(text: string, key: SearchKey, options?: ParseOptions): Condition {
  return parse(text, options, cursor => keyCondition(cursor, wholeCondition(cursor), key));
}

/** Paths such as `UserId, Address.City, Tags[0]`. Throws ExpressionError. */
export function parseProjection(text: string): Projection {
  return parse(text, undefined, cursor => {
    const all = paths(cursor);
    cursor.expectEnd("paths stand with commas between them");
    return all;
  });
}

/** Such as `SET Quantity = Quantity - 5 REMOVE Offer`. Throws ExpressionError. */
export function parseUpdate(text: string, options?: ParseOptions): Update {
  return parse(text, options, update);
}

/** A literal alone, such as `'text'`, `5` or `<<1, 2>>`. Throws ExpressionError. */
export function parseValue(text: string): AttributeValue {
  return parse(text, undefined, cursor => {
    const value = literal(cursor);
    cursor.expectEnd("text stands in single quotes");
    return value;
  });
}

function wholeCondition(cursor: Cursor): Condition {
  const whole = condition(cursor);
  cursor.expectEnd("conditions are joined with and, or");
  return whole;
}

function parse<T>(text: string, options: ParseOptions | undefined, rule: (cursor: Cursor) => T): T {
  return rule(new Cursor(text, options));
}
