import type { FieldProblem } from "../problem.ts";
import { Problem } from "../problem.ts";

/**
 * Reads a query string, each parameter of it once: whoever asks twice for one thing means one of
 * the two, and a proxy before the service may take the other.
 */
export function parseQueryString(text: string): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  const problems: FieldProblem[] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    if (name === undefined || value === undefined) {
      const field = name === undefined ? "query" : `query.${name}`;
      problems.push({ field, detail: "is not UTF-8 in percent encoding: write % as %25" });
    } else if (name in parameters) {
      problems.push({ field: `query.${name}`, detail: "is there twice: keep one of the two" });
    } else parameters[name] = value;
  }
  if (problems.length === 0) return parameters;
  throw new Problem(400, "invalid-request", "the query string cannot be read", {
    fields: problems.slice(0, 10),
  });
}

/** What follows the first question mark of a URL. */
export function queryText(url: string): string {
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1);
}

function decode(text: string): string | undefined {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}

/** What of a schema tells the types that text is read as. */
export interface ParametersSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Whole numbers and booleans where the schema wants them; what is neither stays text, and is refused. */
export function typedParameters(
  parameters: Readonly<Record<string, string>>,
  schema: ParametersSchema,
): Record<string, string | number | boolean> {
  const typed: Record<string, string | number | boolean> = Object.create(null);
  for (const [name, text] of Object.entries(parameters)) {
    typed[name] = typedValue(text, typeOf(schema.properties?.[name]));
  }
  return typed;
}

function typedValue(text: string, type: unknown): string | number | boolean {
  if (type === "integer" && /^-?(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function typeOf(schema: unknown): unknown {
  return typeof schema === "object" && schema !== null && "type" in schema
    ? schema.type
    : undefined;
}
