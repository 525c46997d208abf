import { DynError } from "../../errors.ts";
import { emptyItem, type Item } from "../../values/attribute.ts";

/**
 * Makes another item of one, which stays as it is. Throws a DynError for an item of which it cannot.
 * @param line on which the item stands in its file, from 1; 0 when it comes from a table
 */
export type Change = (item: Item, line: number) => Item;

/** `Old=New`: another name for an attribute, in its place. Throws a "usage" error for other texts. */
export function renaming(text: string): Change {
  const at = text.indexOf("=");
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || to === "") {
    throw new DynError("usage", `--rename takes Old=New, not ${JSON.stringify(text)}`, {
      hint: "such as --rename user_id=UserId",
    });
  }
  return item => {
    if (!Object.hasOwn(item, from) || from === to) return item;
    if (Object.hasOwn(item, to)) {
      throw new DynError("invalid", `cannot rename ${from}: the item has ${to}, too`);
    }
    const renamed = emptyItem();
    for (const [name, value] of Object.entries(item)) renamed[name === from ? to : name] = value;
    return renamed;
  };
}
