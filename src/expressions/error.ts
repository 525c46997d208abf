import { DynError } from "../errors.ts";

/** A mistake in an expression. Its message shows the expression with a caret under the mistake. */
export class ExpressionError extends DynError {
  /** The mistake alone, on one line, for callers that show the place themselves. */
  readonly problem: string;
  /** Where the mistake stands in the expression, from 0. */
  readonly offset: number;

  constructor(problem: string, expression: string, offset: number, hint?: string) {
    super("usage", `${problem}\n${excerpt(expression, offset)}`, { hint });
    this.name = "ExpressionError";
    this.problem = problem;
    this.offset = offset;
  }
}

const indent = " ".repeat(7);
/** Characters shown on each side of a mistake in a long expression. */
const reach = 36;

/** The line around the offset, and a caret under it. */
function excerpt(expression: string, offset: number): string {
  const lineStart = expression.lastIndexOf("\n", offset - 1) + 1;
  const newline = expression.indexOf("\n", offset);
  const lineEnd = newline < 0 ? expression.length : newline;
  const start = Math.max(lineStart, offset - reach);
  const end = Math.min(lineEnd, offset + reach);
  const before = `${start > lineStart ? "…" : ""}${visible(expression.slice(start, offset))}`;
  const after = `${visible(expression.slice(offset, end))}${end < lineEnd ? "…" : ""}`;
  return `${indent}${before}${after}\n${indent}${" ".repeat([...before].length)}^`;
}

/** Tabs, controls and marks that would shift or fake the line, as one blank or stand-in each. */
function visible(text: string): string {
  return text.replace(/\s/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "�");
}
