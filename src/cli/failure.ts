import { DynError, type Problem } from "../errors.ts";
import { escapeControl } from "../output/escape.ts";
import type { Paint } from "../output/paint.ts";

const indent = "       ";

/** An error as lines on stderr: what is wrong and where, then what to do next. */
export function failureText(error: unknown, paint: Paint, verbose: boolean): string {
  const label = `${paint.red("error:")} `;
  const lines = error instanceof DynError ? known(error, label) : fault(error, label, verbose);
  if (verbose && error instanceof Error) lines.push(...causes(error.cause));
  return lines.map(line => `${line}\n`).join("");
}

function known(error: DynError, label: string): string[] {
  const { message, hint, problems } = error;
  if (problems.length === 0) return [...block(message, label), ...block(hint, indent)];
  return [
    ...problems.flatMap(each => [...block(problemText(each), label), ...block(each.hint, indent)]),
    ...block(message, ""),
    ...block(hint, indent),
  ];
}

function problemText({ message, place }: Problem): string {
  return place ? `${place.file}:${place.line}:${place.column}  ${message}` : message;
}

function fault(error: unknown, label: string, verbose: boolean): string[] {
  const message = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error ? error.stack : undefined;
  return [
    ...block(message, label),
    ...block("this is a fault of dyn, please report it", indent),
    ...block(stack, indent),
  ];
}

function causes(first: unknown): string[] {
  const lines: string[] = [];
  for (let cause = first; cause !== undefined && lines.length < 8; ) {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    lines.push(...block(`cause: ${text}`, indent));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

/** Lines that begin below each other; nothing in them can steer a terminal. */
function block(text: string | undefined, prefix: string): string[] {
  if (text === undefined) return [];
  return text
    .split("\n")
    .map((line, index) => (index === 0 ? prefix : prefix && indent) + escapeControl(line));
}
