import { TemplateFault } from "./fault.ts";

export interface Token {
  readonly kind: "number" | "string" | "name" | "symbol" | "end";
  /** The token as written; the content, for a string. */
  readonly text: string;
  readonly offset: number;
}

const space = /\s*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const quoted = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"/y;
const symbol = /[-+*/%()[\],.}]/y;

/** Whether `${text}` can name it. */
export function isVariableName(text: string): boolean {
  name.lastIndex = 0;
  return name.exec(text)?.[0] === text;
}

/** Reads the tokens of an expression one at a time, from an offset in a template's text. */
export class Tokens {
  readonly #text: string;
  #at: number;
  #next: Token;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#at = offset;
    this.#next = this.#read();
  }

  /** The token that `take` gives next. */
  get next(): Token {
    return this.#next;
  }

  /** The offset behind the next token. */
  get end(): number {
    return this.#at;
  }

  take(): Token {
    const token = this.#next;
    if (token.kind !== "end") this.#next = this.#read();
    return token;
  }

  #read(): Token {
    this.#match(space);
    const offset = this.#at;
    if (offset >= this.#text.length) return { kind: "end", text: "", offset };
    const digits = this.#match(number);
    if (digits) return { kind: "number", text: digits[0], offset };
    const word = this.#match(name);
    if (word) return { kind: "name", text: word[0], offset };
    const string = this.#match(quoted);
    if (string) {
      const [, single, double] = string;
      const text = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? "";
      return { kind: "string", text, offset };
    }
    const sign = this.#match(symbol);
    if (sign) return { kind: "symbol", text: sign[0], offset };
    const character = String.fromCodePoint(this.#text.codePointAt(offset) ?? 0);
    if (character === "'" || character === '"') {
      throw new TemplateFault(`a string is not closed`, offset, `add a closing ${character}`);
    }
    throw new TemplateFault(`unexpected ${JSON.stringify(character)}`, offset);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }
}
