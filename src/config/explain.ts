import type { z } from "zod";
import { suggestion } from "./suggest.ts";

export type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The keys that an object knows, by the list of those that it does not. */
export type KnownKeys = Pick<WeakMap<readonly string[], readonly string[]>, "get">;

/** A mistake in words, and where it is. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly key?: boolean;
  readonly offset?: number;
}

/**
 * Puts zod's issues about `data` into words. Issues whose message is not empty keep it: the schema's
 * author wrote it. A union is explained by the branch that comes closest.
 */
export function explain(issues: readonly Issue[], data: unknown, known: KnownKeys): Finding[] {
  return issues.flatMap(issue => explainOne(issue, [], data, known));
}

function explainOne(issue: Issue, base: Path, data: unknown, known: KnownKeys): Finding[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(key => ({
      path: [...path, key],
      message:
        issue.message || `unknown key "${key}"${suggestion(key, known.get(issue.keys) ?? [])}`,
      key: true,
    }));
  }
  const value = valueAt(data, path);
  if (value === undefined)
    return [{ path, message: `missing: ${String(path.at(-1) ?? "content")}` }];
  if (issue.code === "invalid_union") {
    const branch = closestBranch(issue.errors);
    if (branch !== undefined) {
      return branch.flatMap(each => explainOne(each, path, data, known));
    }
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map(each => ({
      path,
      message: each.message || `"${String(path.at(-1))}" is not a valid name`,
      key: true,
    }));
  }
  const placed = issue.code === "custom" ? placeOf(issue.params) : {};
  return [{ path, message: issue.message || describe(issue, value), ...placed }];
}

function describe(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
    case "invalid_value":
    case "invalid_union":
      return mismatch(expectations(issue), value);
    case "too_small":
      return `expected at least ${amount(issue.minimum, issue.origin)}, got ${size(value)}`;
    case "too_big":
      return `expected at most ${amount(issue.maximum, issue.origin)}, got ${size(value)}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}, got ${String(value)}`;
    case "invalid_format":
      return `${JSON.stringify(value)} is not in the expected form`;
    default:
      return `${kindOf(value)} is not valid here`;
  }
}

/**
 * `expected "all" or a list, got 3`; for a text near one of the words, with what may be meant.
 * @param expected kinds of values, and words in quotes
 */
export function mismatch(expected: readonly string[], value: unknown): string {
  const list = either(expected);
  const words = expected.filter(each => each.startsWith('"')).map(each => each.slice(1, -1));
  if (typeof value === "string" && words.length > 0) {
    return `expected ${list}, got "${value}"${suggestion(value, words)}`;
  }
  return `expected ${list}, got ${kindOf(value)}`;
}

/** What would have fitted: kinds of values, and words in quotes. */
function expectations(issue: Issue): readonly string[] {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? [issue.expected];
  if (issue.code === "invalid_value") {
    return issue.values.map(value => (typeof value === "string" ? `"${value}"` : String(value)));
  }
  if (issue.code !== "invalid_union") return [];
  const options = "options" in issue ? (issue.options ?? []) : [];
  const nested = issue.errors.flatMap(branch => branch.flatMap(expectations));
  return [...new Set([...options.map(option => `"${String(option)}"`), ...nested])];
}

/** The branch whose kind of value fits and that lacks least; undefined when no kind fits. */
function closestBranch(branches: readonly Issue[][]): Issue[] | undefined {
  return branches
    .filter(issues => !issues.some(isWrongKind))
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

function isWrongKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return closestBranch(issue.errors) === undefined;
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function distance(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? 2 * issue.keys.length : 1),
    0,
  );
}

const typeNames: Readonly<Record<string, readonly string[]>> = {
  string: ["a string"],
  number: ["a number"],
  int: ["a whole number"],
  boolean: ["true", "false"],
  array: ["a list"],
  tuple: ["a list"],
  object: ["a mapping"],
  record: ["a mapping"],
  map: ["a mapping"],
  null: ["null"],
  never: ["nothing"],
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "a string";
  return String(value);
}

function size(value: unknown): string {
  if (typeof value === "string" || Array.isArray(value)) return String(value.length);
  if (value !== null && typeof value === "object") return String(Object.keys(value).length);
  return String(value);
}

const counted: Readonly<Record<string, string>> = {
  string: "character",
  array: "entry",
  set: "entry",
  map: "entry",
  record: "entry",
  object: "entry",
};

function amount(limit: number | bigint, origin: string): string {
  const unit = counted[origin];
  if (unit === undefined) return String(limit);
  const plural = unit === "entry" ? "entries" : `${unit}s`;
  return `${limit} ${Number(limit) === 1 ? unit : plural}`;
}

function either(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "something else";
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function placeOf(params: Record<string, unknown> | undefined): Pick<Finding, "key" | "offset"> {
  return {
    ...(params?.key === true ? { key: true } : {}),
    ...(typeof params?.offset === "number" ? { offset: params.offset } : {}),
  };
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part))
      return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
