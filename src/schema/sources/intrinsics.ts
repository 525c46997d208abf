import { isMap, type Path } from "./reading.ts";

/** The short forms of CloudFormation's intrinsic functions, and their names. */
export const intrinsicTags: Readonly<Record<string, string>> = {
  Ref: "Ref",
  Condition: "Condition",
  ...Object.fromEntries(
    [
      ...["And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue"],
      ...["Join", "Length", "Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform"],
    ].map(name => [name, `Fn::${name}`]),
  ),
};

/** What a function comes to that leaves its property out. */
const absent = Symbol("absent");
/** What a function comes to that the file does not tell. */
const unknown = Symbol("unknown");

/** Told of a function that cannot be resolved, as it is written in short: `!GetAtt Key.Arn`. */
export type OnUnresolved = (path: Path, text: string) => void;

/**
 * Data with its functions resolved, as far as the file itself tells: references to parameters, by
 * their defaults, and Sub and Join of such.
 */
export function resolveIntrinsics(
  data: unknown,
  parameters: ReadonlyMap<string, unknown>,
  onUnresolved: OnUnresolved,
): unknown {
  const resolve = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) {
      return value.map((each, at) => resolve(each, [...path, at])).filter(each => each !== absent);
    }
    if (!isMap(value)) return value;
    const call = callOf(value);
    if (call !== undefined) {
      const resolved = evaluate(call, parameters);
      if (resolved === unknown) onUnresolved(path, textOf(call));
      return resolved === unknown ? absent : resolved;
    }
    const copy = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of Object.entries(value)) {
      const resolved = resolve(member, [...path, name]);
      if (resolved !== absent) copy[name] = resolved;
    }
    return copy;
  };
  return resolve(data, []);
}

/** The defaults of a template's parameters, as Ref gives them. */
export function defaultsOf(parameters: unknown): ReadonlyMap<string, unknown> {
  const entries = Object.entries(isMap(parameters) ? parameters : {});
  return new Map(
    entries.flatMap(([name, parameter]): [string, unknown][] => {
      const { Type: type, Default: value } = isMap(parameter) ? parameter : {};
      if (type === "Number") return [[name, value]];
      if (!isText(value) && typeof value !== "boolean") return [];
      const text = String(value);
      const isList = typeof type === "string" && /^(CommaDelimitedList$|List<)/.test(type);
      return [[name, isList ? text.split(",").map(each => each.trim()) : text]];
    }),
  );
}

interface Call {
  readonly name: string;
  readonly input: unknown;
}

function callOf(value: Readonly<Record<string, unknown>>): Call | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const isCall = name === "Ref" || name.startsWith("Fn::");
  return isCall ? { name, input: value[name] } : undefined;
}

function evaluate(call: Call, parameters: ReadonlyMap<string, unknown>): unknown {
  switch (call.name) {
    case "Ref":
      if (call.input === "AWS::NoValue") return absent;
      return (isText(call.input) ? parameters.get(String(call.input)) : undefined) ?? unknown;
    case "Fn::Sub":
      return substituted(call.input, parameters);
    case "Fn::Join":
      return joinedText(call.input, parameters);
    default:
      return unknown;
  }
}

function inner(value: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  const call = isMap(value) ? callOf(value) : undefined;
  return call === undefined ? value : evaluate(call, parameters);
}

function substituted(input: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  const [text, own] = Array.isArray(input) ? input : [input, {}];
  const values = new Map(parameters);
  for (const [name, value] of Object.entries(isMap(own) ? own : {})) {
    values.set(name, inner(value, parameters));
  }
  if (typeof text !== "string") return unknown;
  let isKnown = true;
  const result = text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== "") return `\${${name}}`;
    const value = values.get(name.trim());
    if (isText(value)) return String(value);
    isKnown = false;
    return "";
  });
  return isKnown ? result : unknown;
}

function joinedText(input: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  const [delimiter, list] = Array.isArray(input) ? input : [];
  const parts = inner(list, parameters);
  if (typeof delimiter !== "string" || !Array.isArray(parts)) return unknown;
  const texts = parts.map(part => inner(part, parameters));
  return texts.every(isText) ? texts.join(delimiter) : unknown;
}

function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function textOf({ name, input }: Call): string {
  const text = typeof input === "string" ? input : JSON.stringify(input, withoutBigInt);
  return `!${name.replace("Fn::", "")} ${text}`;
}

/** JSON has no form for the integers that a double would round. */
function withoutBigInt(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
