import { DynError, type Problem } from "../errors.ts";
import type { Paint } from "../output/paint.ts";

/** An error as lines on stderr: what is wrong and where, then what to do next. */
export function failureText(error: unknown, paint: Paint, verbose: boolean): string {
  const lines =
    error instanceof DynError ? known(error, paint) : unknownError(error, paint, verbose);
  if (verbose && error instanceof Error) lines.push(...causes(error.cause));
  return lines.map(line => `${line}\n`).join("");
}

function known(error: DynError, paint: Paint): string[] {
  const label = `${paint.red("error:")} `;
  const problems = error.problems.flatMap(problem => [
    `${label}${problemText(problem)}`,
    ...hintLines(problem.hint),
  ]);
  if (error.problems.length > 0) return [...problems, error.message, ...hintLines(error.hint)];
  return [`${label}${error.message}`, ...hintLines(error.hint)];
}

function problemText({ message, place }: Problem): string {
  return place ? `${place.file}:${place.line}:${place.column}  ${message}` : message;
}

function hintLines(hint: string | undefined): string[] {
  return hint === undefined ? [] : hint.split("\n").map(line => `       ${line}`);
}

function unknownError(error: unknown, paint: Paint, verbose: boolean): string[] {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [
    `${paint.red("error:")} ${message}`,
    "       this is a fault of dyn, please report it",
  ];
  if (verbose && error instanceof Error && error.stack) lines.push(error.stack);
  return lines;
}

function causes(cause: unknown): string[] {
  const lines: string[] = [];
  for (let each = cause; each !== undefined && lines.length < 8; ) {
    lines.push(
      `       cause: ${each instanceof Error ? `${each.name}: ${each.message}` : String(each)}`,
    );
    each = each instanceof Error ? each.cause : undefined;
  }
  return lines;
}
