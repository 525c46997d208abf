import type { z } from "zod";
import { check, type ProblemPlace, Problems } from "../config/validate.ts";
import type { YamlFile } from "../config/yaml-file.ts";
import type { Problem } from "../errors.ts";

type Path = readonly PropertyKey[];
type Place = Omit<ProblemPlace, "hint"> & { readonly hint?: string | undefined };

/**
 * A part of a file, read with a shape of its own, so that a mistake in one part does not hide those
 * of the others. All parts of a file add to one list of problems.
 */
export class Part {
  readonly #file: YamlFile;
  readonly #path: Path;
  readonly #found: Problem[];

  constructor(file: YamlFile, path: Path = [], found: Problem[] = [...file.problems]) {
    this.#file = file;
    this.#path = path;
    this.#found = found;
  }

  /** The mistakes of the whole file so far, in its order. */
  get problems(): readonly Problem[] {
    return this.#found.toSorted(
      (a, b) =>
        (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
        (a.place?.column ?? 0) - (b.place?.column ?? 0),
    );
  }

  get data(): unknown {
    let value = this.#file.data;
    for (const name of this.#path) {
      if (value === null || typeof value !== "object" || !Object.hasOwn(value, name))
        return undefined;
      value = Reflect.get(value, name);
    }
    return value;
  }

  /** A scalar as it is written in the file; undefined for what is none. */
  get source(): string | undefined {
    return this.#file.source(this.#path);
  }

  /** The names of this part's members; none when it is no mapping. */
  get names(): readonly string[] {
    const { data } = this;
    return data !== null && typeof data === "object" && !Array.isArray(data)
      ? Object.keys(data)
      : [];
  }

  part(...path: Path): Part {
    return new Part(this.#file, [...this.#path, ...path], this.#found);
  }

  /** This part as a trusted type; undefined when it is not, and then its mistakes are noted. */
  read<T>(shape: z.ZodType<T>): T | undefined {
    const view: YamlFile = {
      ...this.#file,
      data: this.data ?? null,
      problems: [],
      place: (path, options) => this.#file.place([...this.#path, ...path], options),
    };
    const problems = new Problems(view);
    const value = check(shape, view, problems);
    this.#found.push(...problems.found);
    return value;
  }

  /** The same; when it is not, without the members that are wrong, so that the others can be checked. */
  readMost<T>(shape: z.ZodType<T>): T | undefined {
    const value = this.read(shape);
    const { data } = this;
    if (value !== undefined || data === null || typeof data !== "object") return value;
    const issues = shape.safeParse(data).error?.issues ?? [];
    const wrong = new Set(
      issues.flatMap(issue =>
        issue.code === "unrecognized_keys" ? issue.keys : issue.path.slice(0, 1).map(String),
      ),
    );
    return shape.safeParse(
      Object.fromEntries(Object.entries(data).filter(([name]) => !wrong.has(name))),
    ).data;
  }

  problem(message: string, place: Place = {}): void {
    const { hint, ...at } = place;
    this.#found.push({
      message,
      place: this.#file.place(this.#path, at),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
