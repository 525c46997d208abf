import { quoted } from "../values/text.ts";
import { type CompileContext, compileExpression } from "./compile.ts";
import { type Compiled, constantOf, type Evaluator, located, textOf } from "./evaluator.ts";
import { parseTemplate } from "./parse.ts";
import { type Uses, usesNothing, usesOf } from "./uses.ts";

/** JSON text in pieces: what is always the same, and what a scope fills in. */
export type Pieces = readonly (string | Evaluator<string>)[];

export interface CompiledText {
  readonly value: Compiled;
  readonly uses: Uses;
  /** The inside of the JSON string, when the template is a text with expressions in it. */
  readonly escaped?: Pieces;
}

/**
 * Compiles the text of a template. One `${…}` alone keeps its type; with anything around it the
 * result is a text.
 * @throws TemplateFault at the first mistake.
 */
export function compileText(text: string, context: CompileContext): CompiledText {
  const parts = parseTemplate(text);
  const uses = usesOf(parts);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const value = typeof only === "string" ? constantOf(only) : compileExpression(only, context);
    return { value, uses };
  }
  const compiled = parts.map(part => {
    if (typeof part === "string") return constantOf(part);
    const value = compileExpression(part, context);
    const { constant } = value;
    if (constant === undefined) return value;
    return constantOf(located(() => textOf(constant), part.offset));
  });
  if (compiled.every(({ constant }) => constant !== undefined)) {
    const constant = compiled.map(part => String(part.constant)).join("");
    return { value: constantOf(constant), uses: usesNothing };
  }
  return {
    uses,
    value: { type: "string", evaluate: join(compiled.map(plainPiece)) },
    escaped: compiled.map(escapedPiece),
  };
}

/** Puts pieces together; neighbours that are always the same are joined now. */
export function join(pieces: Pieces): Evaluator<string> {
  let head = "";
  const holes: { fill: Evaluator<string>; tail: string }[] = [];
  for (const piece of pieces) {
    const last = holes.at(-1);
    if (typeof piece === "function") holes.push({ fill: piece, tail: "" });
    else if (last === undefined) head += piece;
    else last.tail += piece;
  }
  const fills = holes.map(({ fill }) => fill);
  const tails = holes.map(({ tail }) => tail);
  const [fill, tail] = [fills[0], tails[0]];
  if (fill === undefined) return () => head;
  if (fills.length === 1) return scope => head + fill(scope) + tail;
  return scope => {
    let text = head;
    for (let at = 0; at < fills.length; at++) text += fills[at]?.(scope) + (tails[at] as string);
    return text;
  };
}

function plainPiece(part: Compiled): string | Evaluator<string> {
  if (part.constant !== undefined) return String(part.constant);
  return evaluatorOfText(part);
}

function escapedPiece(part: Compiled): string | Evaluator<string> {
  if (part.constant !== undefined) return escaped(String(part.constant));
  const text = evaluatorOfText(part);
  const needsNone = part.type === "plain" || part.type === "number" || part.type === "boolean";
  return needsNone ? text : scope => escaped(text(scope));
}

function evaluatorOfText(part: Compiled): Evaluator<string> {
  if (part.type === "plain" || part.type === "string") return part.evaluate;
  if (part.type === "number") {
    const { evaluate } = part;
    return scope => `${evaluate(scope)}`;
  }
  const { evaluate } = part;
  return scope => textOf(evaluate(scope));
}

/** A string as it stands between the quotes of JSON text. */
function escaped(text: string): string {
  const json = quoted(text);
  return json.length === text.length + 2 ? text : json.slice(1, -1);
}
