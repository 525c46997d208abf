import { DynError } from "../errors.ts";
import { type AttributeValue, emptyItem, type Item } from "./attribute.ts";
import { depthOf, maxDepth } from "./depth.ts";
import { maxNumberDigits, numberProblem } from "./number.ts";
import { tagHint, untagged } from "./tags.ts";
import { hasLoneSurrogate } from "./text.ts";

/** Where plain JSON comes from, for errors: a file or what the user calls it, and the line that it begins on. */
interface PlainSource {
  readonly name: string;
  /** Of the text's first line, from 1; for one line out of a file. */
  readonly line?: number;
}

/**
 * Reads plain JSON text as an attribute value, straight from the text: digits stay as they are
 * written. Throws an "invalid" error that begins with name:line:column.
 */
export function parsePlain(text: string, source: string | PlainSource = "JSON"): AttributeValue {
  return new PlainReader(text, source).readAll(1);
}

/** The same for an item, whose top must be an object. */
export function parsePlainItem(text: string, source: string | PlainSource = "JSON"): Item {
  const reader = new PlainReader(text, source);
  const value = reader.readAll(0);
  if ("M" in value) return value.M;
  throw reader.failure("an item must be an object of attributes", {
    at: 0,
    hint: 'such as {"UserId": "user-7", "Age": 30}',
  });
}

const quote = 34;
const comma = 44;
const minus = 45;
const point = 46;
const zero = 48;
const colon = 58;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openMap = 123;
const closeMap = 125;

const nameHint = 'names stand in double quotes, and no comma after the last: {"a": 1, "b": 2}';
const valueHint =
  "a value is text in double quotes, a number, true, false, null, a list or an object";

/** A recursive descent whose depth is bounded, over character codes. */
class PlainReader {
  readonly #text: string;
  readonly #source: PlainSource;
  #at = 0;
  /** Where nesting first went past what DynamoDB takes, if it did; tags may make up for two levels. */
  #deepAt = -1;

  constructor(text: string, source: string | PlainSource) {
    this.#text = text;
    this.#source = typeof source === "string" ? { name: source } : source;
  }

  /** The one value of the text. `depth`: 0 when its outermost object is an item, which is no level of nesting. */
  readAll(depth: 0 | 1): AttributeValue {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const value = this.#value(depth);
    this.#space();
    if (this.#at < this.#text.length) {
      throw this.failure(`expected the end, found ${this.#found()}`, {
        hint: "one value at a time; many items go one on a line, as jsonl",
      });
    }
    if (this.#deepAt >= 0 && depthOf(value) > maxDepth + 1 - depth)
      throw this.#tooDeep(this.#deepAt);
    return value;
  }

  failure(problem: string, { at = this.#at, hint }: { at?: number; hint?: string } = {}): DynError {
    const before = this.#text.slice(0, at);
    const lineStart = before.lastIndexOf("\n") + 1;
    const line = (this.#source.line ?? 1) + before.split("\n").length - 1;
    const place = `${this.#source.name}:${line}:${at - lineStart + 1}`;
    return new DynError("invalid", `${place}  ${problem}`, { hint });
  }

  #value(depth: number): AttributeValue {
    const code = this.#space();
    if (code === quote) return { S: this.#string() };
    if (code === minus || (code >= zero && code <= 57)) return { N: this.#number() };
    if (code === openMap) return this.#map(depth);
    if (code === openList) return this.#list(depth);
    if (this.#word("true")) return { BOOL: true };
    if (this.#word("false")) return { BOOL: false };
    if (this.#word("null")) return { NULL: true };
    throw this.failure(`expected a value, found ${this.#found()}`, { hint: valueHint });
  }

  #map(depth: number): AttributeValue {
    const start = this.#enter(depth);
    const members = emptyItem();
    if (this.#space() === closeMap) {
      this.#at++;
      return { M: members };
    }
    let count = 0;
    let name: string;
    let member: AttributeValue;
    let code: number;
    do {
      if (this.#space() !== quote) {
        throw this.failure(`expected a name, found ${this.#found()}`, { hint: nameHint });
      }
      const nameAt = this.#at;
      name = this.#string();
      if (members[name] !== undefined) {
        throw this.failure(`the name ${JSON.stringify(name)} is there twice`, {
          at: nameAt,
          hint: "keep one of the two",
        });
      }
      if (this.#space() !== colon) throw this.failure(`expected ":", found ${this.#found()}`);
      this.#at++;
      member = this.#value(depth + 1);
      members[name] = member;
      count++;
      code = this.#space();
      if (code !== comma && code !== closeMap) {
        throw this.failure(`expected "," or "}", found ${this.#found()}`);
      }
      this.#at++;
    } while (code === comma);
    if (count > 1 || name.charCodeAt(0) !== 36) return { M: members };
    const value = untagged(name, member);
    if (typeof value === "string") throw this.failure(value, { at: start, hint: tagHint(name) });
    return value;
  }

  #list(depth: number): AttributeValue {
    this.#enter(depth);
    const elements: AttributeValue[] = [];
    if (this.#space() === closeList) {
      this.#at++;
      return { L: elements };
    }
    let code: number;
    do {
      elements.push(this.#value(depth + 1));
      code = this.#space();
      if (code !== comma && code !== closeList) {
        throw this.failure(`expected "," or "]", found ${this.#found()}`);
      }
      this.#at++;
    } while (code === comma);
    return { L: elements };
  }

  /** Steps over the opening bracket; a tag and its list may stand on the last level. */
  #enter(depth: number): number {
    if (depth > maxDepth) {
      if (depth > maxDepth + 2) throw this.#tooDeep(this.#at);
      if (this.#deepAt < 0) this.#deepAt = this.#at;
    }
    return this.#at++;
  }

  #tooDeep(at: number): DynError {
    return this.failure(`nested deeper than DynamoDB's ${maxDepth} levels`, { at });
  }

  /** The string that opens here. Only one with escapes costs more than a scan and a slice. */
  #string(): string {
    const text = this.#text;
    const start = ++this.#at;
    let at = start;
    let plain = true;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) {
        plain = false;
        at++;
      } else if ((code & 0xf800) === 0xd800) {
        plain = false;
      } else if (!(code >= 32)) {
        throw this.#brokenString(at);
      }
      at++;
    }
    this.#at = at + 1;
    const raw = text.slice(start, at);
    return plain ? raw : this.#unescaped(raw, start);
  }

  #unescaped(raw: string, start: number): string {
    const bad = /\\(?!["\\/bfnrt]|u[\da-fA-F]{4})/.exec(raw.replaceAll("\\\\", "__"));
    if (bad) {
      throw this.failure("no such escape in JSON", {
        at: start + bad.index,
        hint: 'the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits',
      });
    }
    const content = JSON.parse(`"${raw}"`) as string;
    if (!hasLoneSurrogate(content)) return content;
    throw this.failure("half of a surrogate pair, which UTF-8 cannot hold", {
      at: start - 1,
      hint: "a character beyond \\uffff is two \\u escapes, such as \\ud83d\\ude00",
    });
  }

  #brokenString(at: number): DynError {
    if (at >= this.#text.length) {
      return this.failure('expected the closing ", found the end', { at: this.#at - 1 });
    }
    const code = this.#text.charCodeAt(at).toString(16).padStart(4, "0");
    return this.failure("a control character within text", {
      at,
      hint: code === "000a" ? "write a line break as \\n" : `write it as \\u${code}`,
    });
  }

  #number(): string {
    const text = this.#text;
    const start = this.#at;
    if (text.charCodeAt(start) === minus) this.#at++;
    const first = this.#at;
    let simple = true;
    this.#digits();
    if (text.charCodeAt(first) === zero && this.#at > first + 1) {
      throw this.failure("a number with leading zeros", { at: start, hint: 'or text: "007"' });
    }
    if (text.charCodeAt(this.#at) === point) {
      this.#at++;
      this.#digits();
    }
    if ((text.charCodeAt(this.#at) | 32) === 101) {
      simple = false;
      this.#at++;
      const sign = text.charCodeAt(this.#at);
      if (sign === 43 || sign === minus) this.#at++;
      this.#digits();
    }
    const number = text.slice(start, this.#at);
    if (simple && number.length <= maxNumberDigits) return number;
    const problem = numberProblem(number);
    if (problem === undefined) return number;
    throw this.failure(`this number ${problem}`, {
      at: start,
      hint: "text in double quotes keeps every digit",
    });
  }

  #digits(): void {
    const start = this.#at;
    let code = this.#text.charCodeAt(start);
    while (code >= zero && code <= 57) code = this.#text.charCodeAt(++this.#at);
    if (this.#at === start) throw this.failure(`expected a digit, found ${this.#found()}`);
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  /** Skips white space; gives the code of what follows, NaN at the end. */
  #space(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9) {
      code = this.#text.charCodeAt(++this.#at);
    }
    return code;
  }

  #found(): string {
    const word = /[\w$+.'-]{1,20}|./suy;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0] ?? "";
    return found === "" ? "the end" : JSON.stringify(found);
  }
}
