import { DynError } from "../errors.ts";
import { type AttributeValue, emptyItem, type Item } from "./attribute.ts";
import { isBase64 } from "./binary.ts";
import { maxDepth } from "./depth.ts";
import { numberProblem } from "./number.ts";
import { duplicateMember } from "./sets.ts";
import { hasLoneSurrogate } from "./text.ts";

const typeNames = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"] as const;
type TypeName = (typeof typeNames)[number];

/**
 * A JSON tree in DynamoDB's typed form, `{"Id": {"S": "a"}}`, as a checked item with null
 * prototypes. Throws an "invalid" error with the path of the first offender.
 */
export function toItem(tree: unknown): Item {
  return toMap(tree, "", 0);
}

/** The same for one value, `{"S": "a"}`. `path` is how errors call it. */
export function toAttributeValue(tree: unknown, path = "value"): AttributeValue {
  return toValue(tree, path, 0);
}

function toMap(tree: unknown, path: string, depth: number): Item {
  if (!isObject(tree)) throw wrong(path || "item", `must be an object, not ${kindOf(tree)}`);
  const item = emptyItem();
  for (const [name, member] of Object.entries(tree)) {
    if (hasLoneSurrogate(name)) throw wrong(pathOf(path, name), "is no valid Unicode name");
    item[name] = toValue(member, pathOf(path, name), depth);
  }
  return item;
}

function toValue(tree: unknown, path: string, depth: number): AttributeValue {
  if (!isObject(tree)) {
    throw wrong(
      path,
      `must be a typed value such as {"S": "text"}, not ${kindOf(tree)}`,
      plainHint,
    );
  }
  const [type, ...others] = Object.keys(tree);
  if (type === undefined || others.length > 0 || !isTypeName(type)) {
    throw wrong(path, `must have exactly one of the members ${typeNames.join(", ")}`, plainHint);
  }
  const content = tree[type];
  if ((type === "L" || type === "M") && depth === maxDepth) {
    throw wrong(path, `is nested deeper than DynamoDB's ${maxDepth} levels`);
  }
  switch (type) {
    case "S":
      return { S: text(content, path, type) };
    case "N":
      return { N: number(content, path, type) };
    case "B":
      return { B: binary(content, path, type) };
    case "BOOL":
      if (typeof content !== "boolean") throw wrong(path, "BOOL must be true or false");
      return { BOOL: content };
    case "NULL":
      if (content !== true) throw wrong(path, "NULL must be true");
      return { NULL: true };
    case "L":
      return {
        L: list(content, path, type).map((member, position) =>
          toValue(member, `${path}[${position}]`, depth + 1),
        ),
      };
    case "M":
      return { M: toMap(content, path, depth + 1) };
    case "SS":
      return { SS: set(content, path, type, text) };
    case "NS":
      return { NS: set(content, path, type, number) };
    case "BS":
      return { BS: set(content, path, type, binary) };
  }
}

function set(
  content: unknown,
  path: string,
  type: "SS" | "NS" | "BS",
  toMember: (content: unknown, path: string, type: TypeName) => string,
): string[] {
  const members = list(content, path, type).map((member, position) =>
    toMember(member, `${path}[${position}]`, type),
  );
  if (members.length === 0) throw wrong(path, "is an empty set, which DynamoDB does not store");
  const duplicate = duplicateMember(members, type);
  if (duplicate >= 0) throw wrong(`${path}[${duplicate}]`, "is twice in its set");
  return members;
}

function list(content: unknown, path: string, type: TypeName): readonly unknown[] {
  if (!Array.isArray(content)) throw wrong(path, `${type} must be a list, not ${kindOf(content)}`);
  return content;
}

function text(content: unknown, path: string, type: TypeName): string {
  if (typeof content === "string") {
    if (!hasLoneSurrogate(content)) return content;
    throw wrong(path, "has half of a surrogate pair, which UTF-8 cannot hold");
  }
  const hint = type.startsWith("N") ? 'numbers are text in the typed form: {"N": "12"}' : undefined;
  throw wrong(path, `${type} must be text, not ${kindOf(content)}`, hint);
}

function number(content: unknown, path: string, type: TypeName): string {
  const digits = text(content, path, type);
  const problem = numberProblem(digits);
  if (problem !== undefined) throw wrong(path, `${JSON.stringify(digits)} ${problem}`);
  return digits;
}

function binary(content: unknown, path: string, type: TypeName): string {
  const base64 = text(content, path, type);
  if (!isBase64(base64)) throw wrong(path, `${type} must be base64 with its padding`);
  return base64;
}

const plainHint = "this is read as DynamoDB's typed JSON; plain JSON has a format of its own";

function wrong(path: string, problem: string, hint?: string): DynError {
  return new DynError("invalid", `${path}: ${problem}`, { hint });
}

function pathOf(parent: string, name: string): string {
  const step = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return parent === "" ? step : `${parent}.${step}`;
}

function isObject(tree: unknown): tree is Readonly<Record<string, unknown>> {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

function isTypeName(name: string): name is TypeName {
  return (typeNames as readonly string[]).includes(name);
}

function kindOf(tree: unknown): string {
  if (tree === null) return "null";
  if (Array.isArray(tree)) return "a list";
  return typeof tree === "object" ? "an object" : `a ${typeof tree}`;
}
