import { maxNumberDigits, numberProblem } from "../../values/number.ts";
import { escapeLength } from "./json-cursor.ts";

const quote = 34;
const comma = 44;
const zero = 48;
const nine = 57;
const backslash = 92;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** `\ud83d\ude00` */
const longestEscape = 12;

/**
 * Steps over JSON in UTF-8 and copies it, byte by byte: a string for each piece would cost several
 * times as much. A step that finds what JSON has not says so.
 */
export class ByteCopier {
  protected bytes: Buffer = Buffer.alloc(0);
  protected at = 0;
  protected end = 0;
  /** Whether the last string had escapes. */
  protected escaped = false;
  #out = Buffer.alloc(0);
  #length = 0;

  /** @param mostOut the most bytes that are going to be copied and put */
  protected begin(bytes: Buffer, start: number, end: number, mostOut: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.#length = 0;
    if (this.#out.length < mostOut) this.#out = Buffer.allocUnsafeSlow(mostOut);
  }

  protected get copied(): string {
    return this.#out.toString("utf8", 0, this.#length);
  }

  /** Skips white space; gives the byte that follows, -1 at the end. */
  protected space(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end) {
      const byte = bytes[at] ?? -1;
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) {
        this.at = at;
        return byte;
      }
      at++;
    }
    this.at = at;
    return -1;
  }

  /** Copies this byte if it is next, white space before it left out. */
  protected take(byte: number): boolean {
    if (this.space() !== byte) return false;
    this.at++;
    this.put(byte);
    return true;
  }

  protected put(byte: number): void {
    this.#out[this.#length++] = byte;
  }

  protected putAll(some: Uint8Array): void {
    const out = this.#out;
    let length = this.#length;
    for (let from = 0; from < some.length; from++) out[length++] = some[from] ?? 0;
    this.#length = length;
  }

  /** Copies all before a position. */
  protected copyTo(position: number): void {
    const { bytes } = this;
    const out = this.#out;
    let length = this.#length;
    for (let at = this.at; at < position; at++) out[length++] = bytes[at] ?? 0;
    this.#length = length;
    this.at = position;
  }

  /** Copies the string that opens here. */
  protected string(): boolean {
    const { bytes, end } = this;
    const out = this.#out;
    let length = this.#length;
    let at = this.at + 1;
    out[length++] = quote;
    this.escaped = false;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        out[length++] = quote;
        this.at = at + 1;
        this.#length = length;
        return true;
      }
      if (byte === backslash) {
        const count = escapeLength(
          bytes.toString("latin1", at, Math.min(end, at + longestEscape)),
          0,
        );
        if (count === 0) return false;
        this.escaped = true;
        for (const after = at + count; at < after; at++) out[length++] = bytes[at] ?? 0;
      } else {
        if (byte < 32) return false;
        out[length++] = byte;
        at++;
      }
    }
    return false;
  }

  /** Copies the number that begins here, if it is one of JSON's and in DynamoDB's range. */
  protected number(): boolean {
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    let digits = 0;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= zero && byte <= nine) digits++;
      else if (byte <= 32 || byte === comma || byte > nine) {
        // Of what may be in a number, only e and E are above the digits.
        if ((byte | 32) !== 101) break;
      }
    }
    const isPlain = digits === at - start && digits <= maxNumberDigits;
    if (!isPlain || (digits > 1 && bytes[start] === zero)) {
      const text = bytes.toString("latin1", start, at);
      if (!jsonNumber.test(text) || numberProblem(text) !== undefined) return false;
    }
    this.copyTo(at);
    return true;
  }

  /** Copies this word if it is next. */
  protected word(word: Uint8Array): boolean {
    if (!this.#isNext(word)) return false;
    this.copyTo(this.at + word.length);
    return true;
  }

  /** Steps over this word if it is next. */
  protected skip(word: Uint8Array): boolean {
    if (!this.#isNext(word)) return false;
    this.at += word.length;
    return true;
  }

  #isNext(word: Uint8Array): boolean {
    const { bytes, at, end } = this;
    if (at + word.length > end) return false;
    for (let from = 0; from < word.length; from++) {
      if (bytes[at + from] !== word[from]) return false;
    }
    return true;
  }
}
