import { didYouMean } from "../config/suggest.ts";
import type { Operand, Path } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import type { ExpressionError } from "./error.ts";
import { atLiteral, literal } from "./literal.ts";

const keywords = new Set(["and", "or", "not", "between", "in"]);

/** A path, a literal, a `${…}` or `size(path)`. */
export function operand(cursor: Cursor): Operand {
  const start = cursor.peek().offset;
  return cursor.mark(unmarked(cursor, start), start);
}

function unmarked(cursor: Cursor, start: number): Operand {
  const { kind, text, sourceOffset } = cursor.peek();
  if (kind === "parameter") {
    cursor.take();
    return { kind: "parameter", source: text, offset: sourceOffset ?? start };
  }
  if (atLiteral(cursor)) return { kind: "literal", value: literal(cursor) };
  if (cursor.atWord("size") && cursor.at("(", 1)) {
    cursor.operator(start);
    cursor.take();
    cursor.take();
    const of: Operand = { kind: "path", path: path(cursor) };
    cursor.expect(")", " after the path");
    return { kind: "size", of };
  }
  if (kind === "name" && cursor.at("(", 1)) throw unknownFunction(cursor, ["size"]);
  if (kind === "name" || kind === "quoted name") return { kind: "path", path: path(cursor) };
  return { kind: "literal", value: literal(cursor) };
}

/** `a.b[3]."odd name"` */
export function path(cursor: Cursor): Path {
  const steps: [string, ...(string | number)[]] = [name(cursor, keywords)];
  for (;;) {
    if (cursor.takeIf(".")) {
      steps.push(name(cursor));
    } else if (cursor.takeIf("[")) {
      const { kind, text } = cursor.peek();
      if (kind !== "number" || !/^\d{1,6}$/.test(text))
        throw cursor.unexpected("a position from 0");
      cursor.take();
      cursor.expect("]", " after the position");
      steps.push(Number(text));
    } else {
      return steps;
    }
  }
}

/** Paths with commas between them. */
export function paths(cursor: Cursor): [Path, ...Path[]] {
  const all: [Path, ...Path[]] = [path(cursor)];
  while (cursor.takeIf(",")) all.push(path(cursor));
  return all;
}

function name(cursor: Cursor, reserved?: ReadonlySet<string>): string {
  const { kind, text } = cursor.peek();
  if (kind === "quoted name" || (kind === "name" && !reserved?.has(text.toLowerCase()))) {
    cursor.take();
    return text;
  }
  const hint =
    kind === "name"
      ? `an attribute of that name stands in double quotes: "${text}"`
      : kind === "string"
        ? "single quotes are for text; names stand bare or in double quotes"
        : undefined;
  throw cursor.unexpected("a name", hint);
}

export function unknownFunction(cursor: Cursor, known: readonly string[]): ExpressionError {
  const { text, offset } = cursor.peek();
  const meant = didYouMean(text, known);
  const hint = meant ? `did you mean ${meant}?` : `there are ${known.join(", ")}`;
  return cursor.fail(`${JSON.stringify(text)} is no function here`, offset, hint);
}
