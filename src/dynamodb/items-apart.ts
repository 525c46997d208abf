/** A page's items as they stand in its text, and all else of it, parsed. */
export interface ItemsApart {
  /** JSON text, one a member of `Items`; without line breaks. */
  readonly items: readonly string[];
  /** The reply, with an empty list for `Items`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openingBrace = 0x7b;
const openingBracket = 0x5b;
const closingBrace = 0x7d;
const closingBracket = 0x5d;
const space = 0x20;

/**
 * Cuts the items of a page out of its text, for a third of what parsing and writing them anew costs.
 * All around them is parsed, and the last one; of the others every string and bracket must end where
 * it should, so that a reply that was cut or joined is found. Throws a SyntaxError.
 */
export function itemsApart(text: string): ItemsApart {
  const list = listOf(text, "Items");
  if (list === undefined) return { items: [], rest: parsed(text) };
  const items: string[] = [];
  let at = afterSpace(text, list + 1);
  if (text.charCodeAt(at) !== closingBracket) {
    for (;;) {
      if (text.charCodeAt(at) !== openingBrace) throw new SyntaxError("an item is no object");
      const end = containerEnd(text, at);
      items.push(text.slice(at, end));
      at = afterSpace(text, end);
      if (text.charCodeAt(at) !== comma) break;
      at = afterSpace(text, at + 1);
    }
  }
  if (text.charCodeAt(at) !== closingBracket) throw new SyntaxError("the items do not end");
  // Where a reply was cut and closed again, it is the last item that is none.
  const last = items.at(-1);
  if (last !== undefined) parsed(last);
  const rest = parsed(`${text.slice(0, list)}[]${text.slice(at + 1)}`);
  return { items: isPretty(text) ? items.map(compact) : items, rest };
}

/** Where the list begins that a member of the outermost object is; undefined when there is no such list. */
function listOf(text: string, member: string): number | undefined {
  const name = JSON.stringify(member);
  let at = afterSpace(text, 0) + 1;
  while (at < text.length) {
    at = afterSpace(text, at);
    if (text.charCodeAt(at) !== quote) return undefined;
    const isIt = text.startsWith(name, at);
    at = afterSpace(text, stringEnd(text, at));
    // A colon, or `parsed` complains.
    at = afterSpace(text, at + 1);
    const opening = text.charCodeAt(at);
    if (isIt) return opening === openingBracket ? at : undefined;
    if (opening === openingBrace || opening === openingBracket) at = containerEnd(text, at);
    else if (opening === quote) at = stringEnd(text, at);
    while (at < text.length && text.charCodeAt(at) !== comma) at += 1;
    at += 1;
  }
  return undefined;
}

/** The position behind the object or list that begins at `start`. */
function containerEnd(text: string, start: number): number {
  const closings: number[] = [];
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === quote) at = stringEnd(text, at) - 1;
    else if (char === openingBrace) closings.push(closingBrace);
    else if (char === openingBracket) closings.push(closingBracket);
    else if (char === closingBrace || char === closingBracket) {
      if (closings.pop() !== char) throw new SyntaxError("brackets do not match");
      if (closings.length === 0) return at + 1;
    }
  }
  throw new SyntaxError("the text ends in the middle");
}

/** The position behind the string whose quote is at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  throw new SyntaxError("a string does not end");
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= space) at += 1;
  return at;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new SyntaxError("not a JSON object");
}

/** Some emulators lay their JSON out; a line break is never within a string. */
function isPretty(text: string): boolean {
  return text.includes("\n") || text.includes("\r");
}

function compact(text: string): string {
  return JSON.stringify(JSON.parse(text));
}
