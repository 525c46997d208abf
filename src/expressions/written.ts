import type { AttributeValue } from "../values/attribute.ts";
import type { Condition, Parameter, Path } from "./ast.ts";
import { renderCondition, type Spelling } from "./render.ts";

const bareName = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;
const reserved = /^(?:and|or|not|between|in|true|false|null|b64)$/i;

/** Writes names and values in place, as a user does: the way back from a tree to its source. */
export const inPlace: Spelling = { path: writtenPath, value: writtenValue };

export function writtenCondition(condition: Condition): string {
  return renderCondition(condition, inPlace);
}

export function writtenPath([first, ...steps]: Path): string {
  return (
    writtenName(first) +
    steps.map(step => (typeof step === "number" ? `[${step}]` : `.${writtenName(step)}`)).join("")
  );
}

/** An attribute's name as it stands in an expression: in quotes where it must. */
export function writtenName(name: string): string {
  return bareName.test(name) && !reserved.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function writtenValue(value: AttributeValue | Parameter): string {
  if ("kind" in value) return value.source;
  if ("S" in value) return written(value.S);
  if ("N" in value) return value.N;
  if ("B" in value) return `b64'${value.B}'`;
  if ("BOOL" in value) return String(value.BOOL);
  if ("NULL" in value) return "null";
  if ("L" in value) return `[${value.L.map(writtenValue).join(", ")}]`;
  if ("SS" in value) return `<<${value.SS.map(written).join(", ")}>>`;
  if ("NS" in value) return `<<${value.NS.join(", ")}>>`;
  if ("BS" in value) return `<<${value.BS.map(base64 => `b64'${base64}'`).join(", ")}>>`;
  const members = Object.entries(value.M).map(
    ([name, member]) => `${writtenName(name)}: ${writtenValue(member)}`,
  );
  return `{${members.join(", ")}}`;
}

function written(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
