import type { ServiceError } from "../../dynamodb/client.ts";
import { maxSortKeyBytes } from "../../dynamodb/limits.ts";
import { DynError } from "../../errors.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
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
export function refusalBy(table: KeyedTable): (moved: MovedItem) => string | undefined {
  const attributes = keyAttributes(table.key);
  /** A character takes at most three bytes: most items need no closer look. */
  const isFine = (item: Item, text: string) =>
    text.length * 3 <= maxItemBytes &&
    attributes.every(({ name, type }) => {
      const value = attributeOf(item, name);
      if (value === undefined || !(type in value)) return false;
      if (!("S" in value)) return "N" in value;
      return value.S !== "" && value.S.length * 3 <= maxSortKeyBytes;
    });
  return ({ item, text }) => {
    if (isFine(item, text)) return undefined;
    try {
      checkItem(item, table);
      return undefined;
    } catch (error) {
      if (error instanceof DynError) return error.message;
      throw error;
    }
  };
}
