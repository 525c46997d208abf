import { Problems } from "../../config/validate.ts";
import type { YamlFile } from "../../config/yaml-file.ts";
import type { Problem } from "../../errors.ts";
import { nativeData } from "../dump/native.ts";
import type { TableSchema } from "../schema.ts";

export type Path = readonly PropertyKey[];

/** What a document of another form comes to. */
export interface Reading {
  /** Its tables in dyn's own form, where places are those of the source. */
  readonly tables: readonly YamlFile[];
  readonly problems: readonly Problem[];
  /** What it has that dyn does not manage. */
  readonly notes: readonly Problem[];
}

/** A form of tables other than dyn's own. */
export interface Source {
  recognizes(data: unknown): boolean;
  read(document: YamlFile): Reading;
}

/** A part of a document, or something made of it, as a file of its own. */
export function viewOf(
  document: YamlFile,
  data: unknown,
  toSource: (path: Path) => Path,
): YamlFile {
  return {
    file: document.file,
    data,
    problems: [],
    place: (path, options) => document.place(toSource(path), options),
    source: path => document.source(toSource(path)),
  };
}

/** A schema as a file of dyn's own form, to be checked like one. */
export function ownForm(
  document: YamlFile,
  schema: TableSchema,
  toSource: (path: Path) => Path,
): YamlFile {
  return viewOf(document, plain(nativeData(schema)), toSource);
}

/** Joins what the parts of a document come to. */
export function joined(readings: readonly Reading[]): Reading {
  return {
    tables: readings.flatMap(({ tables }) => tables),
    problems: readings.flatMap(({ problems }) => problems),
    notes: readings.flatMap(({ notes }) => notes),
  };
}

/** A reading that is one mistake. */
export function mistake(document: YamlFile, path: Path, message: string, hint?: string): Reading {
  const problems = new Problems(document);
  problems.add(path, message, hint === undefined ? {} : { hint });
  return { tables: [], problems: problems.found, notes: [] };
}

type Members = Readonly<Record<string, unknown>>;

export function membersOf(value: unknown): Members {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is Members {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Maps become objects, as a file's are. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const entries = value instanceof Map ? value : Object.entries(value);
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of entries) object[name] = plain(member);
  return object;
}
