import type { ExactNumber, TemplateValue } from "../template/scope.ts";
import { type AttributeValue, emptyItem } from "./attribute.ts";
import { base64Of } from "./binary.ts";
import { checkNumber, numberText } from "./number.ts";
import { quoted } from "./text.ts";

/** What a template evaluated to, as an attribute value. Throws for numbers that DynamoDB has not. */
export function attributeOf(value: TemplateValue): AttributeValue {
  switch (typeof value) {
    case "string":
      return { S: value };
    case "number":
      return { N: numberText(value) };
    case "boolean":
      return { BOOL: value };
  }
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: base64Of(value) };
  if (isList(value)) return { L: value.map(attributeOf) };
  if (isExact(value)) return { N: exactText(value) };
  const members = emptyItem();
  for (const [name, member] of value) members[name] = attributeOf(member);
  return { M: members };
}

/** The same as DynamoDB JSON text, e.g. `{"S":"user-7"}`. Runs for every attribute under load. */
export function wireTextOf(value: TemplateValue): string {
  switch (typeof value) {
    case "string":
      return `{"S":${quoted(value)}}`;
    case "number":
      return `{"N":"${numberText(value)}"}`;
    case "boolean":
      return value ? '{"BOOL":true}' : '{"BOOL":false}';
  }
  if (value === null) return '{"NULL":true}';
  if (value instanceof Uint8Array) return `{"B":"${base64Of(value)}"}`;
  if (isList(value)) return `{"L":[${value.map(wireTextOf).join(",")}]}`;
  if (isExact(value)) return `{"N":"${exactText(value)}"}`;
  let members = "";
  for (const [name, member] of value) {
    members += `${members === "" ? "" : ","}${quoted(name)}:${wireTextOf(member)}`;
  }
  return `{"M":{${members}}}`;
}

function exactText({ text }: ExactNumber): string {
  checkNumber(text);
  return text;
}

function isList(value: object): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** By shape, so that values need no code of the template language. */
function isExact(value: ExactNumber | ReadonlyMap<string, TemplateValue>): value is ExactNumber {
  return "text" in value;
}
