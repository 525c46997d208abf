import { escapeControl } from "../../output/escape.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";

/** The attributes in which two versions of an item differ, by name. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function changesBetween(before: Item, after: Item): Changes {
  const names = Object.keys(after);
  return {
    added: names.filter(name => !Object.hasOwn(before, name)),
    changed: names.filter(name => {
      const [old, value] = [attributeOf(before, name), attributeOf(after, name)];
      return old !== undefined && value !== undefined && !valuesEqual(old, value);
    }),
    removed: Object.keys(before).filter(name => !Object.hasOwn(after, name)),
  };
}

/** The names of all of them. */
export function namesOf({ added, changed, removed }: Changes): string[] {
  return [...added, ...changed, ...removed];
}

const mostNames = 5;

/** `changed Balance, added Note and Tags, removed Old` */
export function changesText({ added, changed, removed }: Changes): string {
  return Object.entries({ changed, added, removed })
    .filter(([, names]) => names.length > 0)
    .map(([verb, names]) => `${verb} ${listText(names)}`)
    .join(", ");
}

function listText(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map(nameText);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** A name as a message shows it: in quotes unless it is a plain word, and safe for a terminal. */
export function nameText(name: string): string {
  return /^[\w-]+$/.test(name) ? name : escapeControl(JSON.stringify(name));
}
