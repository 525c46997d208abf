import { z } from "zod";
import type { Problem } from "../errors.ts";
import { explain, type Finding, type Issue, valueAt } from "./explain.ts";
import { invalidFile, type YamlFile } from "./yaml-file.ts";

export interface ProblemPlace {
  /** The problem is with the key itself, not with its value. */
  readonly key?: boolean;
  /** Characters into the value's text. */
  readonly offset?: number;
  readonly hint?: string;
}

/** Collects the mistakes of one file, so that all of them are reported together. */
export class Problems {
  readonly #file: YamlFile;
  readonly #found: Problem[];

  constructor(file: YamlFile) {
    this.#file = file;
    this.#found = [...file.problems];
  }

  /** In the order of the file. */
  get found(): readonly Problem[] {
    return this.#found.toSorted(
      (a, b) =>
        (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
        (a.place?.column ?? 0) - (b.place?.column ?? 0),
    );
  }

  /** Adds a mistake at a path of the file; a path that is absent stands for its nearest parent. */
  add(path: readonly PropertyKey[], message: string, options: ProblemPlace = {}): void {
    const { hint, ...place } = options;
    this.#found.push({
      message,
      place: this.#file.place(path, place),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** Throws the one DynError that holds them all. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw invalidFile(this.#file.file, this.found);
  }
}

/**
 * Checks a file's shape and returns it as a trusted type.
 * @throws DynError "invalid" with every mistake and its place.
 */
export function validate<T>(schema: z.ZodType<T>, file: YamlFile): T {
  const problems = new Problems(file);
  const value = check(schema, file, problems);
  problems.throwIfAny();
  return value as T;
}

/**
 * Checks a file's shape, adds what is wrong to `problems` and returns undefined then, so that the
 * caller can go on to look for mistakes of other kinds.
 *
 * A refinement of the schema may place its issue with `params: { key?, offset? }`.
 */
export function check<T>(schema: z.ZodType<T>, file: YamlFile, problems: Problems): T | undefined {
  const knownKeys = new WeakMap<readonly string[], readonly string[]>();
  const records = new WeakMap<readonly Issue[], z.ZodRecord>();
  const parameters: z.core.ParseContext<Issue> = {
    // An empty message marks the issues that explain() puts into words; a schema's own text wins.
    error: issue => {
      if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
        knownKeys.set(issue.keys, Object.keys(issue.inst.shape));
      }
      if (issue.code === "invalid_key" && issue.inst instanceof z.ZodRecord) {
        records.set(issue.issues, issue.inst);
      }
      return "";
    },
  };
  const result = schema.safeParse(file.data, parameters);
  if (result.success) {
    const lost = lostNames(file.data, result.data, []);
    for (const path of lost) problems.add(path, `"${proto}" cannot be a name here`, { key: true });
    return lost.length === 0 ? result.data : undefined;
  }
  // Zod's records do not look at a member whose name is wrong; here its value is checked as well.
  const issues = result.error.issues.flatMap(issue => {
    const record = issue.code === "invalid_key" ? records.get(issue.issues) : undefined;
    if (record === undefined) return [issue];
    const member = z.safeParse(record.valueType, valueAt(file.data, issue.path), parameters);
    const hidden = member.error?.issues ?? [];
    return [issue, ...hidden.map(each => ({ ...each, path: [...issue.path, ...each.path] }))];
  });
  const findings: Finding[] = explain(issues, file.data, knownKeys);
  for (const { path, message, ...place } of findings) problems.add(path, message, place);
  return undefined;
}

const proto = "__proto__";

/** Zod's records pass over members called `__proto__`, unchecked; these are the paths of such. */
function lostNames(data: unknown, read: unknown, path: readonly string[]): string[][] {
  // What a schema takes as it is comes through untouched.
  if (data === read || !isObject(data) || !isObject(read)) return [];
  return Object.keys(data).flatMap(name => {
    const at = [...path, name];
    if (!Object.hasOwn(read, name)) return name === proto ? [at] : [];
    return lostNames(data[name], read[name], at);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
