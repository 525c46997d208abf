import { DynError } from "../errors.ts";
import type { AttributeValue } from "../values/attribute.ts";

/** Makes a number of a text that a JavaScript number would round or write differently. */
export type ExactNumber = (text: string) => unknown;

/**
 * A request in DynamoDB's JSON form as an application writes it for the document client: values are
 * native ones. Numbers are JavaScript's where that keeps their digits, else exact.
 * @throws DynError "invalid" for an attribute called `__proto__`, which the document client loses
 *   (measured with 3.1162: at the top level it is left out, within a map its type becomes a name).
 */
export function documentInput(input: unknown, exact: ExactNumber): unknown {
  if (typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input.map(element => documentInput(element, exact));
  const converted: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(input)) {
    converted[name] = member === undefined ? undefined : convertMember(name, member, exact);
  }
  return converted;
}

/** Members are known by their names; only tables of batches have names of the user's. */
function convertMember(name: string, member: unknown, exact: ExactNumber): unknown {
  switch (name) {
    case "Key":
    case "Item":
    case "ExpressionAttributeValues":
    case "ExclusiveStartKey":
      return nativeObject(member as Values, exact);
    case "Keys":
      return (member as Values[]).map(key => nativeObject(key, exact));
    case "Parameters":
      return (member as AttributeValue[]).map(value => native(value, exact));
    case "RequestItems":
      return mapMembers(member as Values, requests => documentInput(requests, exact));
    default:
      return documentInput(member, exact);
  }
}

type Values = Readonly<Record<string, AttributeValue>>;

function nativeObject(values: Values, exact: ExactNumber): Record<string, unknown> {
  return mapMembers(values, value => native(value, exact));
}

function mapMembers(
  members: Values,
  convert: (value: AttributeValue) => unknown,
): Record<string, unknown> {
  const converted: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value === undefined) continue;
    if (name === "__proto__") throw lostName();
    converted[name] = convert(value);
  }
  return converted;
}

function native(value: AttributeValue, exact: ExactNumber): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return isPlain(value.N) ? Number(value.N) : exact(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("B" in value) return Buffer.from(value.B, "base64");
  if ("L" in value) return value.L.map(element => native(element, exact));
  if ("M" in value) return nativeMap(value.M, exact);
  if ("SS" in value) return new Set(value.SS);
  if ("BS" in value) return new Set(value.BS.map(text => Buffer.from(text, "base64")));
  // One kind of number a set: the document client judges all of it by the first.
  if (value.NS.every(isPlain)) return new Set(value.NS.map(Number));
  return new Set(value.NS.map(exact));
}

/** The document client takes an object with a `constructor` of its own for something else. */
function nativeMap(values: Values, exact: ExactNumber): unknown {
  const object = nativeObject(values, exact);
  return Object.hasOwn(object, "constructor") ? new Map(Object.entries(object)) : object;
}

/** Whether a JavaScript number keeps a number's digits as they are written. */
function isPlain(text: string): boolean {
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER && String(number) === text;
}

function lostName(): DynError {
  return new DynError(
    "invalid",
    "an attribute is called __proto__, which the document client loses",
    {
      hint: "use --client wire or sdk",
    },
  );
}
