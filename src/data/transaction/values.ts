import type { Part } from "../../scenario/part.ts";
import { type AttributeValue, emptyItem, type Item } from "../../values/attribute.ts";
import { depthOf, maxDepth } from "../../values/depth.ts";
import { numberProblem } from "../../values/number.ts";
import { tagHint, untagged } from "../../values/tags.ts";
import { hasLoneSurrogate } from "../../values/text.ts";
import { typeWordOf } from "../../values/type-words.ts";

const form = 'such as {"UserId": "user-7"}';

/** An item or key as plain JSON or YAML says it, digits as they are written; undefined when it is none, which is noted. */
export function readItem(part: Part): Item | undefined {
  const { data } = part;
  if (!isMap(data)) {
    part.problem("this is a map of attributes", { hint: form });
    return undefined;
  }
  const value = mapOf(part);
  if (value === undefined) return undefined;
  if (!("M" in value)) {
    part.problem(`this is ${typeWordOf(value)}, and no map of attributes`, { hint: form });
    return undefined;
  }
  for (const [name, attribute] of Object.entries(value.M)) {
    if (depthOf(attribute) <= maxDepth) continue;
    part.part(name).problem(`nested deeper than DynamoDB's ${maxDepth} levels`);
    return undefined;
  }
  return value.M;
}

function members(part: Part): Item | undefined {
  const item = emptyItem();
  let whole = true;
  for (const name of part.names) {
    const value = readValue(part.part(name));
    if (hasLoneSurrogate(name)) part.part(name).problem("no valid Unicode name", { key: true });
    if (value === undefined) whole = false;
    else item[name] = value;
  }
  return whole ? item : undefined;
}

function readValue(part: Part): AttributeValue | undefined {
  const { data } = part;
  switch (typeof data) {
    case "string":
      if (!hasLoneSurrogate(data)) return { S: data };
      part.problem("half of a surrogate pair, which UTF-8 cannot hold");
      return undefined;
    case "boolean":
      return { BOOL: data };
    case "number":
    case "bigint":
      return numberOf(part, data);
  }
  if (Array.isArray(data)) return listOf(part, data);
  return isMap(data) ? mapOf(part) : { NULL: true };
}

/** What stands behind an alias has no text of its own, and may have lost digits. */
function numberOf(part: Part, data: number | bigint): AttributeValue | undefined {
  const { source } = part;
  const isDecimal = source !== undefined && /^[-+]?[.\d][-+.\de]*$/i.test(source);
  const N = isDecimal ? source : String(data);
  const isLossy = source === undefined && typeof data === "number" && !Number.isSafeInteger(data);
  const problem = isLossy ? "may have lost digits; write it out" : numberProblem(N);
  if (problem === undefined) return { N };
  part.problem(`this number ${problem}`);
  return undefined;
}

function listOf(part: Part, data: readonly unknown[]): AttributeValue | undefined {
  const values = [...data.keys()].map(position => readValue(part.part(position)));
  const L = values.filter(value => value !== undefined);
  return L.length === data.length ? { L } : undefined;
}

function mapOf(part: Part): AttributeValue | undefined {
  const M = members(part);
  const [name, second] = part.names;
  if (M === undefined || name === undefined || second !== undefined || !name.startsWith("$")) {
    return M && { M };
  }
  const content = M[name];
  const value = content && untagged(name, content);
  if (typeof value !== "string") return value;
  part.problem(value, { hint: tagHint(name) });
  return undefined;
}

function isMap(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
