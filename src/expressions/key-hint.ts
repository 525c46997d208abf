import { didYouMean } from "../config/suggest.ts";
import type { Condition } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import {
  attributeNamed,
  attributesOf,
  givesPartition,
  type KeyAttribute,
  nameOf,
  type SearchKey,
} from "./key-parts.ts";
import { namesIn } from "./names.ts";

/** What to do about a part that is no condition on the key, so that doing it leads to an answer. */
export function misplacedHint(
  cursor: Cursor,
  part: Condition,
  parts: readonly Condition[],
  key: SearchKey,
): string {
  const own = namesIn(part).find(name => attributeNamed(key, name));
  if (own !== undefined) return takenHint(part, own, key);
  const rest = parts.filter(each => each !== part);
  const meant = misspelt(part, rest, key);
  if (meant !== undefined) return `did you mean ${shownName(meant)}?`;
  const other = otherKeyHint(cursor, parts, key);
  if (other !== undefined) return other;
  const text = cursor.text.slice(...cursor.spanOf(part));
  if (givesPartition(rest, key)) {
    return cursor.words === "members"
      ? `it belongs under filter: ${text}`
      : `move it to the filter: --filter ${shellQuoted(text)}`;
  }
  const need = `a query needs ${shownName(missing(rest, key))} = …`;
  if (cursor.words === "members") return need;
  return `${need}; without it: dyn scan … --filter ${shellQuoted(cursor.text)}`;
}

/** What to do when the parts are all about the key, and do not give the partition. */
export function partitionHint(cursor: Cursor, parts: readonly Condition[], key: SearchKey): string {
  const other = otherKeyHint(cursor, parts, key);
  if (other !== undefined) return other;
  const addition = `add ${shownName(missing(parts, key))} = …`;
  return cursor.words === "members" ? addition : `${addition}, or use scan`;
}

/** The partition key attribute that the parts lack. */
function missing(parts: readonly Condition[], { partition }: SearchKey): string {
  const given = new Set(parts.map(nameOf));
  const names = partition.map(({ name }) => name);
  return names.find(name => !given.has(name)) ?? names[0] ?? "";
}

/** The way to another key of the table that takes all parts, or at least gets a partition from them. */
export function otherKeyHint(
  { words }: Cursor,
  parts: readonly Condition[],
  { others = [], ...own }: SearchKey,
): string | undefined {
  const fit = others.filter(({ key }) => givesPartition(parts, key));
  const whole = fit.find(({ key }) => parts.every(part => isAbout(part, attributesOf(key))));
  const best = whole ?? (givesPartition(parts, own) ? undefined : fit[0]);
  if (best === undefined) return undefined;
  const isMember = words === "members";
  const option = isMember ? "index" : "--index";
  if (best.index === undefined) return `read the table itself: leave out ${option}`;
  return `read the index: ${option}${isMember ? ":" : ""} ${best.index}`;
}

/** What the attribute of the key takes, for a part that it does not take. */
function takenHint(part: Condition, name: string, key: SearchKey): string {
  if (part.kind === "not") return "conditions on a key are joined with and";
  if (part.kind === "or") {
    return "conditions on a key are joined with and; make one query for each side";
  }
  const each = part.kind === "in" ? "; make one query for each value" : "";
  const sort = key.sort.find(attribute => attribute.name === name);
  if (sort === undefined) return `a partition key takes = only${each}`;
  const words = sort.type === "N" ? ">= or between" : ">=, between or begins_with";
  return `a sort key takes =, <, <=, >, ${words}${each}`;
}

/** The attribute of the key that a part means, unless another part gives it. */
function misspelt(
  part: Condition,
  rest: readonly Condition[],
  { others = [], ...own }: SearchKey,
): string | undefined {
  const name = nameOf(part);
  const isOther = others.some(({ key }) => name !== undefined && attributeNamed(key, name));
  if (name === undefined || isOther) return undefined;
  const given = new Set(rest.map(nameOf));
  const open = attributesOf(own).map(attribute => attribute.name);
  return didYouMean(
    name,
    open.filter(each => !given.has(each)),
  );
}

function isAbout(part: Condition, attributes: readonly KeyAttribute[]): boolean {
  const name = nameOf(part);
  return attributes.some(attribute => attribute.name === name);
}

function shellQuoted(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

export function shownName(name: string): string {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) ? name : JSON.stringify(name);
}
