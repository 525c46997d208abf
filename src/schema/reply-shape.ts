import { type Finding, mismatch } from "../config/explain.ts";
import { DynError } from "../errors.ts";

/**
 * What a part of a reply must look like. Replies are read before anybody is answered, with no more
 * than this: loading zod takes longer than all else of a query.
 */
export type Shape<T> = (value: unknown, path: readonly string[], findings: Finding[]) => T;

/** What a shape reads. */
export type Told<Of> = Of extends Shape<infer T> ? T : never;

/** A value of the shape, or every reason why it is none. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export function readShape<T>(shape: Shape<T>, value: unknown): Reading<T> {
  const findings: Finding[] = [];
  const read = shape(value, [], findings);
  return findings.length === 0 ? { ok: true, value: read } : { ok: false, findings };
}

/**
 * A part of a reply as a trusted type.
 * @param what it describes, e.g. `the table`
 * @throws DynError "failed" when the shape does not fit
 */
export function readReply<T>(shape: Shape<T>, reply: unknown, what: string): T {
  const read = readShape(shape, reply);
  if (read.ok) return read.value;
  const findings = read.findings.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
  throw new DynError("failed", `the service describes ${what} in a way that dyn cannot read`, {
    hint: "is the target really DynamoDB, or something that speaks its protocol?",
    cause: new Error(findings.join("; ")),
  });
}

/** A shape by what fits it, and the words for that. */
function fitting<T>(fits: (value: unknown) => boolean, expected: readonly string[]): Shape<T> {
  return (value, path, findings) => {
    if (!fits(value)) findings.push({ path, message: misfit(value, path, expected) });
    // Where it does not fit, the findings keep it from everybody.
    return value as T;
  };
}

export const text = fitting<string>(value => typeof value === "string", ["a string"]);
export const number = fitting<number>(Number.isFinite, ["a number"]);
export const flag = fitting<boolean>(value => typeof value === "boolean", ["true", "false"]);

/** A moment, as seconds since 1970 or, from some emulators and files, as text. */
export const moment = fitting<number | string>(
  value => typeof value === "string" || Number.isFinite(value),
  ["a number", "a string"],
);

export function oneOf<Word extends string>(...words: readonly Word[]): Shape<Word> {
  return fitting(
    value => words.some(word => word === value),
    words.map(word => `"${word}"`),
  );
}

/** Members that are absent are what `absent` says. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined>;
export function optional<T>(shape: Shape<T>, absent: T): Shape<T>;
export function optional<T>(shape: Shape<T>, absent?: T): Shape<T | undefined> {
  return (value, path, findings) => (value === undefined ? absent : shape(value, path, findings));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path, findings) => {
    if (Array.isArray(value)) {
      return value.map((each, index) => shape(each, [...path, String(index)], findings));
    }
    findings.push({ path, message: misfit(value, path, ["a list"]) });
    return [];
  };
}

/** A mapping with these members; what else it has is left out. */
export function mapping<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: Shapes,
): Shape<{ readonly [Name in keyof Shapes]: Told<Shapes[Name]> }> {
  type Mapping = { readonly [Name in keyof Shapes]: Told<Shapes[Name]> };
  return (value, path, findings) => {
    const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMapping) findings.push({ path, message: misfit(value, path, ["a mapping"]) });
    const members = isMapping ? Object.entries(shapes) : [];
    return Object.fromEntries(
      members.map(([name, shape]) => [
        name,
        shape(Reflect.get(value as object, name), [...path, name], findings),
      ]),
    ) as Mapping;
  };
}

function misfit(value: unknown, path: readonly string[], expected: readonly string[]): string {
  return value === undefined ? `missing: ${path.at(-1) ?? "content"}` : mismatch(expected, value);
}
