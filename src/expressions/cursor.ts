import { ExpressionError } from "./error.ts";
import { type Token, tokens } from "./tokens.ts";

/** DynamoDB's limit on the operators and functions of one expression. */
const maxOperators = 300;
/** Keeps the recursion of the parser far from the end of the stack. */
const maxNesting = 100;

export interface ParseOptions {
  /** Whether `${…}` may stand for a value, as in scenario files. */
  readonly parameters?: boolean;
  /** What else of a request is called in hints: flags of a command line, or members of a document. */
  readonly words?: "flags" | "members";
}

/** A part of the text: from the first offset to before the second. */
export type Span = readonly [start: number, end: number];

/** A walk over the tokens of one expression, and what was found where. */
export class Cursor {
  readonly text: string;
  /** Whether `${…}` may stand for a value, as in scenario files. */
  readonly parameters: boolean;
  /** What else of a request is called in hints. */
  readonly words: "flags" | "members";
  readonly #tokens: readonly Token[];
  readonly #spans = new WeakMap<object, Span>();
  #position = 0;
  #operators = 0;
  #nesting = 0;

  constructor(text: string, { parameters = false, words }: ParseOptions = {}) {
    this.text = text;
    this.parameters = parameters;
    this.words = words ?? (parameters ? "members" : "flags");
    this.#tokens = tokens(text, parameters);
  }

  /** The token `ahead` of the next one, which is 0. */
  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    const token = this.#tokens[Math.min(this.#position + ahead, last)];
    if (token === undefined) throw new RangeError("an expression has at least an end");
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#position++;
    return token;
  }

  /** Whether the next token is this symbol. */
  at(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === "symbol" && text === symbol;
  }

  /** Whether the next token is this bare word, in any case. */
  atWord(word: string): boolean {
    const { kind, text } = this.peek();
    return kind === "name" && text.toLowerCase() === word;
  }

  /** Takes the symbol if it is next. */
  takeIf(symbol: string): boolean {
    const there = this.at(symbol);
    if (there) this.#position++;
    return there;
  }

  /** Takes the word if it is next. */
  takeIfWord(word: string): boolean {
    const there = this.atWord(word);
    if (there) this.#position++;
    return there;
  }

  expect(symbol: string, why = ""): void {
    if (!this.takeIf(symbol)) throw this.unexpected(`${JSON.stringify(symbol)}${why}`);
  }

  expectEnd(hint?: string): void {
    if (this.peek().kind !== "end") throw this.unexpected("the end", hint);
  }

  fail(problem: string, offset = this.peek().offset, hint?: string): ExpressionError {
    return new ExpressionError(problem, this.text, offset, hint);
  }

  unexpected(wanted: string, hint?: string): ExpressionError {
    const token = this.peek();
    const written = this.text.slice(token.offset, token.end);
    const short = written.length > 30 ? `${written.slice(0, 30)}…` : written;
    const found = token.kind === "end" ? "the end" : JSON.stringify(short);
    return this.fail(`expected ${wanted}, found ${found}`, token.offset, hint);
  }

  /** Counts an operator or function. */
  operator(offset: number): void {
    if (++this.#operators <= maxOperators) return;
    throw this.fail(
      `more than ${maxOperators} operators and functions, DynamoDB's limit`,
      offset,
      "split the work into several requests",
    );
  }

  /** Runs a step that may come back to itself. */
  nested<T>(step: () => T): T {
    if (++this.#nesting > maxNesting) {
      throw this.fail(
        `nested deeper than ${maxNesting} levels`,
        undefined,
        "leave out parentheses",
      );
    }
    const result = step();
    this.#nesting--;
    return result;
  }

  /** Remembers that a node runs from an offset to the last token taken. */
  mark<T extends object>(node: T, start: number): T {
    this.#spans.set(node, [start, this.#tokens[this.#position - 1]?.end ?? start]);
    return node;
  }

  spanOf(node: object): Span {
    return this.#spans.get(node) ?? [0, this.text.length];
  }
}
