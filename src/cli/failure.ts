import { DynError, type Problem } from "../errors.ts";
import { escapeControl } from "../output/escape.ts";
import type { Paint } from "../output/paint.ts";

const indent = "       ";

/** An error as lines on stderr: what is wrong and where, then what to do next. */
export function failureText(error: unknown, paint: Paint, verbose: boolean): string {
  const label = `${paint.red("error:")} `;
  const lines = error instanceof DynError ? known(error, label) : fault(error, label, verbose);
  if (verbose) lines.push(...causes(error));
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

function causes(error: unknown): string[] {
  const lines: string[] = [];
  let at = error;
  while (at instanceof Error && at.cause !== undefined && lines.length < 8) {
    const { cause } = at;
    // What a provider of credentials says may hold what a process printed, or a token.
    if (at instanceof DynError && at.kind === "denied") {
      const name = cause instanceof Error ? cause.name : typeof cause;
      return [...lines, ...block(`cause: ${name}; its words may hold secrets`, indent)];
    }
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    lines.push(...block(`cause: ${text}`, indent));
    at = cause;
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
