import { maxNumberDigits } from "../../values/number.ts";

const quote = 34;
const minus = 45;
const zero = 48;
const nine = 57;
const backslash = 92;
const letterU = 117;

/** The escapes of one letter: `"` `\` `/` b f n r t. */
const shortEscapes = new Set([...'"\\/bfnrt'].map(letter => letter.charCodeAt(0)));
const highEscape = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/y;
const otherEscape = /\\u(?:[\da-cA-CefEF][\da-fA-F]{3}|[dD][0-7][\da-fA-F]{2})/y;

/**
 * Steps over JSON text without building anything. A step that finds what JSON has not, or what is too
 * rare to be worth it, says so; whoever steps then asks a reader that knows all.
 */
export class JsonCursor {
  readonly text: string;
  at: number;
  /** Whether the last string had escapes. */
  escaped = false;
  /** Whether the last number had an exponent. */
  scaled = false;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** Skips white space; gives the code of what follows, NaN at the end. */
  space(): number {
    let code = this.text.charCodeAt(this.at);
    while (code === 32 || code === 10 || code === 13 || code === 9) {
      code = this.text.charCodeAt(++this.at);
    }
    return code;
  }

  /** Steps over this code if it is next, white space before it left out. */
  take(code: number): boolean {
    if (this.space() !== code) return false;
    this.at++;
    return true;
  }

  /** Steps over the string that opens here. Half of a surrogate pair is none. */
  string(): boolean {
    const { text } = this;
    let at = this.at + 1;
    this.escaped = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) {
        const length = escapeLength(text, at);
        if (length === 0) return false;
        this.escaped = true;
        at += length;
      } else if ((code & 0xf800) === 0xd800) {
        if (code >= 0xdc00 || (text.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) return false;
        at += 2;
      } else if (code >= 32) {
        at++;
      } else {
        return false;
      }
    }
    this.at = at + 1;
    return true;
  }

  /** Steps over the number that begins here; whether it is one of JSON's. */
  number(): boolean {
    const { text } = this;
    if (text.charCodeAt(this.at) === minus) this.at++;
    const leading = text.charCodeAt(this.at) === zero;
    const whole = this.#digits();
    if (whole === 0 || (leading && whole > 1)) return false;
    if (text.charCodeAt(this.at) === 46) {
      this.at++;
      if (this.#digits() === 0) return false;
    }
    this.scaled = (text.charCodeAt(this.at) | 32) === 101;
    if (this.scaled) {
      const sign = text.charCodeAt(++this.at);
      if (sign === 43 || sign === minus) this.at++;
      if (this.#digits() === 0) return false;
    }
    return true;
  }

  /** The number that begins here, if it is one of JSON's and plainly in DynamoDB's range; else undefined. */
  simpleNumber(): string | undefined {
    const start = this.at;
    if (!this.number() || this.scaled || this.at - start > maxNumberDigits) return undefined;
    return this.text.slice(start, this.at);
  }

  word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  #digits(): number {
    const start = this.at;
    let code = this.text.charCodeAt(start);
    while (code >= zero && code <= nine) code = this.text.charCodeAt(++this.at);
    return this.at - start;
  }
}

/** Length of the escape, or of the two of a surrogate pair, that begin here; 0 for none of JSON's. */
export function escapeLength(text: string, at: number): number {
  const code = text.charCodeAt(at + 1);
  if (shortEscapes.has(code)) return 2;
  if (code !== letterU) return 0;
  for (const pattern of [otherEscape, highEscape]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return pattern.lastIndex - at;
  }
  return 0;
}
