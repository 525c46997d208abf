import type { ServiceError } from "../../dynamodb/client.ts";
import { maxSortKeyBytes } from "../../dynamodb/limits.ts";
import { DynError } from "../../errors.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { maxItemBytes } from "../../values/size.ts";
import { checkItem, type KeyedTable, keyAttributes } from "../table-keys.ts";
import type { MovedItem } from "./moved-item.ts";

/** Errors that an item of the request is to blame for; of a batch, the service does not say which. */
const itemCodes: ReadonlySet<string> = new Set([
  "ItemCollectionSizeLimitExceededException",
  "SerializationException",
  "ValidationException",
]);

/** Whether the service refuses an item of the request, however often it is asked. */
export function isRefusal({ code }: ServiceError): boolean {
  return itemCodes.has(code);
}

/** Tells why a table would not take an item, as far as that can be told without asking; undefined when it may. */
export type RefusalOf = (
  moved: MovedItem,
  /** Of its key attributes, as the item has them. */
  keyValues: readonly (AttributeValue | undefined)[],
) => string | undefined;

export function refusalBy(table: KeyedTable): RefusalOf {
  const attributes = keyAttributes(table.key);
  /** A character takes at most three bytes: most items need no closer look. */
  const isFine = (text: string, keyValues: readonly (AttributeValue | undefined)[]) =>
    text.length * 3 <= maxItemBytes &&
    attributes.every(({ type }, at) => {
      const value = keyValues[at];
      if (value === undefined || !(type in value)) return false;
      if (!("S" in value)) return "N" in value;
      return value.S !== "" && value.S.length * 3 <= maxSortKeyBytes;
    });
  return (moved, keyValues) => {
    if (isFine(moved.text, keyValues)) return undefined;
    try {
      checkItem(moved.item, table);
      return undefined;
    } catch (error) {
      if (error instanceof DynError) return error.message;
      throw error;
    }
  };
}
