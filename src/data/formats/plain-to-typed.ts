import { maxDepth } from "../../values/depth.ts";
import { ByteCopier } from "./byte-copier.ts";
import { type Names, namesByDepth } from "./names.ts";

const quote = 34;
const dollar = 36;
const comma = 44;
const minus = 45;
const colon = 58;
const openList = 91;
const closeList = 93;
const openMap = 123;
const closeMap = 125;

const tags = {
  S: Buffer.from('{"S":'),
  N: Buffer.from('{"N":"'),
  M: Buffer.from('{"M":'),
  L: Buffer.from('{"L":'),
  BOOL: Buffer.from('{"BOOL":'),
};
const nullValue = Buffer.from('{"NULL":true}');
const yes = Buffer.from("true");
const no = Buffer.from("false");
const nothing = Buffer.from("null");

/** Far beyond an item of 400 KB: what is longer is left to the reader. */
const mostBytes = 1024 * 1024;
/** The most bytes that one becomes: `[` is `{"L":[`. */
const growth = 6;

/**
 * DynamoDB JSON of an item that stands as plain JSON in a file's UTF-8, known to be valid: what
 * `parsePlainItem` and JSON.stringify would give, many times as fast. undefined for what is no item,
 * and for forms that are rare: tags, names with escapes.
 */
export function typedText(plain: Buffer, start = 0, end = plain.length): string | undefined {
  return end - start > mostBytes ? undefined : transcoder.item(plain, start, end);
}

class Transcoder extends ByteCopier {
  readonly #namesAt = namesByDepth();

  item(plain: Buffer, start: number, end: number): string | undefined {
    this.begin(plain, start, end, growth * (end - start));
    if (this.space() !== openMap || !this.#map(0) || this.space() >= 0) return undefined;
    return this.copied;
  }

  #value(depth: number): boolean {
    const byte = this.space();
    if (byte === quote) return this.#tagged(tags.S) && this.string() && this.#close();
    if (byte === minus || (byte >= 48 && byte <= 57)) {
      if (!this.#tagged(tags.N) || !this.number()) return false;
      this.put(quote);
      return this.#close();
    }
    if (byte === openMap) return this.#nested(tags.M, depth) && this.#map(depth) && this.#close();
    if (byte === openList) return this.#nested(tags.L, depth) && this.#list(depth) && this.#close();
    if (this.skip(nothing)) {
      this.putAll(nullValue);
      return true;
    }
    return this.#tagged(tags.BOOL) && (this.word(yes) || this.word(no)) && this.#close();
  }

  #tagged(tag: Uint8Array): boolean {
    this.putAll(tag);
    return true;
  }

  #nested(tag: Uint8Array, depth: number): boolean {
    return depth <= maxDepth && this.#tagged(tag);
  }

  #close(): boolean {
    this.put(closeMap);
    return true;
  }

  #map(depth: number): boolean {
    this.take(openMap);
    if (this.take(closeMap)) return true;
    const names = this.#namesAt(depth);
    names.begin();
    const isTagged = this.space() === quote && this.bytes[this.at + 1] === dollar;
    let count = 0;
    do {
      if (this.space() !== quote || !this.#name(names) || !this.take(colon)) return false;
      if (!this.#value(depth + 1)) return false;
      count++;
    } while (this.take(comma));
    names.end();
    return this.take(closeMap) && !(isTagged && count === 1);
  }

  #name(names: Names): boolean {
    const start = this.at;
    const end = names.knownBytes(this.bytes, start);
    if (end >= 0) {
      this.copyTo(end);
      return true;
    }
    const isPlain = this.string() && !this.escaped;
    return isPlain && names.add(this.bytes.toString("latin1", start, this.at));
  }

  #list(depth: number): boolean {
    this.take(openList);
    if (this.take(closeList)) return true;
    do {
      if (!this.#value(depth + 1)) return false;
    } while (this.take(comma));
    return this.take(closeList);
  }
}

/** One for all: what it writes to is made once. */
const transcoder = new Transcoder();
