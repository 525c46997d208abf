import type { ReplyBody } from "./client.ts";
import { type ItemsApart, itemsApart } from "./items-apart.ts";
import type { ConsumedCapacity } from "./output.ts";
import { type Outline, outlineOf } from "./reply-outline.ts";

const integers = {
  Count: /"Count"\s*:\s*(\d+)/,
  ScannedCount: /"ScannedCount"\s*:\s*(\d+)/,
};

const capacityUnits = /"CapacityUnits"\s*:\s*([\d.eE+-]+)/g;

/**
 * A reply kept as its bytes. Searching is safe where it is used: inside a JSON string every quote is
 * escaped, and an attribute that is called `Count` is an object, not digits.
 */
export class TextBody implements ReplyBody {
  readonly #bytes: Buffer;
  #decoded: string | undefined;
  #outlined: Outline | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get #text(): string {
    this.#decoded ??= this.#bytes.toString("utf8");
    return this.#decoded;
  }

  /** For large replies, and what is not asked for with every request: one walk finds all members. */
  get #outline(): Outline {
    this.#outlined ??= outlineOf(this.#bytes);
    return this.#outlined;
  }

  json(): Record<string, unknown> {
    return parseObject(this.#text);
  }

  member(name: string): unknown {
    const found = this.#outline.get(name);
    if (found === undefined) return undefined;
    return JSON.parse(this.#bytes.toString("utf8", found.start, found.end));
  }

  itemCount(): number {
    return this.#outline.get("Items")?.items ?? this.#outline.get("Responses")?.tableItems ?? 0;
  }

  itemsApart(): ItemsApart {
    return itemsApart(this.#text);
  }

  consumedCapacity(): readonly ConsumedCapacity[] {
    const consumed = this.member("ConsumedCapacity");
    if (typeof consumed !== "object" || consumed === null) return [];
    return (Array.isArray(consumed) ? consumed : [consumed]) as readonly ConsumedCapacity[];
  }

  integer(member: "Count" | "ScannedCount"): number | undefined {
    const found = integers[member].exec(this.#text)?.[1];
    return found === undefined ? undefined : Number(found);
  }

  has(member: string): boolean {
    const text = this.#text;
    return text.includes(`"${member}"`) && hasMember(text, member);
  }

  capacityUnits(): number {
    const text = this.#text;
    let units = 0;
    // Runs for every request of a load, where matchAll and indexOf take three times as long.
    capacityUnits.lastIndex = 0;
    for (let found = capacityUnits.exec(text); found !== null; found = capacityUnits.exec(text)) {
      units += Number(found[1]);
    }
    return units;
  }
}

/** The JSON object of a text. Throws a SyntaxError on anything else. */
function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError("not a JSON object");
  }
  return value as Record<string, unknown>;
}

const quote = 0x22;
const backslash = 0x5c;
const emptyValue = /\s*:\s*(?:\{\s*\}|\[\s*\]|null)/y;
const anyValue = /\s*:/y;

/** Walks a JSON text and looks at the names of the outermost object only. */
function hasMember(text: string, member: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      const start = at + 1;
      at = stringEnd(text, start);
      if (depth === 1 && at - start === member.length && text.startsWith(member, start)) {
        anyValue.lastIndex = at + 1;
        emptyValue.lastIndex = at + 1;
        if (anyValue.test(text)) return !emptyValue.test(text);
      }
    } else if (char === 0x7b || char === 0x5b) depth += 1;
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return false;
}

/** The position of the quote that ends the string which starts at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
