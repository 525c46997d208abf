import { dirname, isAbsolute, join } from "node:path";
import { suggestion } from "../config/suggest.ts";
import { DynError, type Problem } from "../errors.ts";
import { parseTableSchemas } from "../schema/parse.ts";
import type { TableSchema } from "../schema/schema.ts";
import type { Part } from "./part.ts";

/** The tables that a scenario brings along, by name. */
export class Tables {
  readonly schemas: readonly TableSchema[];
  /** Whether names can be checked: not without schemas, nor when some could not be read. */
  readonly #complete: boolean;

  constructor(schemas: readonly TableSchema[], complete: boolean) {
    this.schemas = schemas;
    this.#complete = complete && schemas.length > 0;
  }

  find(name: string): TableSchema | undefined {
    return this.schemas.find(({ table }) => table === name);
  }

  /** The schema of the table that `part` names; an unknown one is a problem. */
  named(name: string, part: Part): TableSchema | undefined {
    const schema = this.find(name);
    if (schema === undefined && this.#complete) {
      const names = this.schemas.map(({ table }) => table);
      part.problem(`unknown table "${name}"${suggestion(name, names)}`, {
        hint: `tables: lists the files of ${names.join(", ")}; without tables: any existing table will do`,
      });
    }
    return schema;
  }
}

/** The tables of a scenario's `tables:`, and the mistakes in their files. */
export interface LoadedTables {
  readonly tables: Tables;
  /** The texts of the files that could be read, in their order. */
  readonly texts: readonly string[];
  /** Of other files than the scenario's. */
  readonly problems: readonly Problem[];
}

/** Reads the files that a scenario lists under `tables:`; their paths start at the scenario's file. */
export async function loadTables(
  list: Part,
  paths: ReadonlyMap<number, string>,
  file: string,
  readText: (path: string) => Promise<string>,
): Promise<LoadedTables> {
  const schemas: TableSchema[] = [];
  const texts: string[] = [];
  const problems: Problem[] = [];
  let complete = true;
  for (const [position, path] of paths) {
    const here = list.part(position);
    try {
      const from = isAbsolute(path) ? path : join(dirname(file), path);
      const text = await textOf(from, readText, here);
      const found = text === undefined ? [] : parseTableSchemas(text, from);
      if (text !== undefined) texts.push(text);
      complete &&= found.length > 0;
      for (const schema of found) {
        const repeated = schemas.some(({ table }) => table === schema.table);
        if (repeated) here.problem(`table "${schema.table}" is listed twice`);
        else schemas.push(schema);
      }
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      complete = false;
      problems.push(...error.problems);
      if (error.problems.length === 0) here.problem(error.message, { hint: error.hint });
    }
  }
  return { tables: new Tables(schemas, complete), texts, problems };
}

async function textOf(
  path: string,
  readText: (path: string) => Promise<string>,
  part: Part,
): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (cause) {
    if (cause instanceof DynError) throw cause;
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    part.problem(`cannot read ${path}${why}`, {
      hint: "paths of tables start at the scenario's own folder",
    });
    return undefined;
  }
}
