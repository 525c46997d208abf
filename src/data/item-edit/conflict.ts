import { DynError } from "../../errors.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import { plainText } from "../../values/plain.ts";
import { changesBetween, namesOf, nameText } from "./changes.ts";

const mostShown = 10;
const longestShown = 60;

/** What to tell when an item is no longer as it was read: what it was, is now, and should have been. */
export function conflict(before: Item | undefined, now: Item | undefined, mine: Item): DynError {
  if (now === undefined) {
    return new DynError("failed", "the item was deleted meanwhile; nothing was written", {
      hint: "to make it anew: dyn item put",
    });
  }
  if (before === undefined) {
    return new DynError("failed", "the item came to be meanwhile; nothing was written");
  }
  const names = namesOf(changesBetween(before, now));
  const lines = names.slice(0, mostShown).map(name => lineOf(name, before, now, mine));
  if (names.length > mostShown) lines.push(`… and ${names.length - mostShown} more`);
  const message = ["the item was changed meanwhile; nothing was written", ...lines].join("\n");
  return new DynError("failed", message, {
    hint: "edit it again as it is now, and take over what you want",
  });
}

/** `Balance: was 30, is 25; yours 40` */
function lineOf(name: string, before: Item, now: Item, mine: Item): string {
  const [old, own] = [attributeOf(before, name), attributeOf(mine, name)];
  const was = old === undefined ? "was not there" : `was ${shown(before, name)}`;
  const is = Object.hasOwn(now, name) ? `is ${shown(now, name)}` : "is gone";
  const isMine = old && own ? !valuesEqual(old, own) : old !== own;
  const yours = own === undefined ? "yours has none" : `yours ${shown(mine, name)}`;
  return `${nameText(name)}: ${was}, ${is}${isMine ? `; ${yours}` : ""}`;
}

function shown(item: Item, name: string): string {
  const value = attributeOf(item, name);
  const text = value === undefined ? "" : plainText(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
