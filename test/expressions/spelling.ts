import type { Parameter, Path } from "../../src/expressions/ast.ts";
import type { Spelling } from "../../src/expressions/render.ts";
import type { AttributeValue } from "../../src/values/attribute.ts";

/** Writes names and literals in place, as a user would: the way back from a tree to its source. */
export const inPlace: Spelling = {
  path: ([first, ...steps]: Path) =>
    quotedName(first) +
    steps.map(step => (typeof step === "number" ? `[${step}]` : `.${quotedName(step)}`)).join(""),
  value: (value: AttributeValue | Parameter) => ("kind" in value ? value.source : literal(value)),
};

function quotedName(name: string): string {
  return /^[a-z]$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function literal(value: AttributeValue): string {
  if ("S" in value) return text(value.S);
  if ("N" in value) return value.N;
  if ("B" in value) return binary(value.B);
  if ("BOOL" in value) return String(value.BOOL);
  if ("NULL" in value) return "null";
  if ("L" in value) return `[${value.L.map(literal).join(", ")}]`;
  if ("SS" in value) return `<<${value.SS.map(text).join(", ")}>>`;
  if ("NS" in value) return `<<${value.NS.join(", ")}>>`;
  if ("BS" in value) return `<<${value.BS.map(binary).join(", ")}>>`;
  const members = Object.entries(value.M).map(
    ([name, member]) => `${quotedName(name)}: ${literal(member)}`,
  );
  return `{${members.join(", ")}}`;
}

function text(content: string): string {
  return `'${content.replaceAll("'", "''")}'`;
}

function binary(base64: string): string {
  return `b64'${base64}'`;
}
