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
  if (!givesPartition(rest, key)) return partitionHint(cursor, parts, key);
  const text = cursor.text.slice(...cursor.spanOf(part));
  return cursor.parameters
    ? `it belongs under filter: ${text}`
    : `move it to the filter: --filter ${shellQuoted(text)}`;
}

/** What to do when the parts do not give the partition. */
export function partitionHint(cursor: Cursor, parts: readonly Condition[], key: SearchKey): string {
  const other = otherKeyHint(cursor, parts, key);
  if (other !== undefined) return other;
  const names = key.partition.map(({ name }) => name);
  const given = new Set(parts.map(nameOf));
  const absent = names.find(name => !given.has(name)) ?? names[0] ?? "";
  const addition = `add ${shownName(absent)} = …`;
  return cursor.parameters ? addition : `${addition}, or use scan`;
}

/** Another key of the table whose partition the parts give. */
export function otherKeyHint(
  { parameters }: Cursor,
  parts: readonly Condition[],
  { others = [] }: SearchKey,
): string | undefined {
  const fit = others.filter(({ key }) => givesPartition(parts, key));
  // One that takes all of it is worth more.
  const best =
    fit.find(({ key }) => parts.every(part => isAbout(part, attributesOf(key)))) ?? fit[0];
  if (best === undefined) return undefined;
  const option = parameters ? "index" : "--index";
  if (best.index === undefined) return `read the table itself: leave out ${option}`;
  return `read the index: ${option}${parameters ? ":" : ""} ${best.index}`;
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
