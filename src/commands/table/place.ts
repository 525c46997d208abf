import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isUrl } from "../../config/target-name.ts";
import { DynError } from "../../errors.ts";

/** Where a table is described: in a file, or by the target that has it. */
export type Place =
  | {
      readonly kind: "file";
      readonly file: string;
      /** Of a file with several. */
      readonly table: string | undefined;
    }
  | LivePlace;

export interface LivePlace {
  readonly kind: "live";
  /** The session's, if undefined. */
  readonly target: string | undefined;
  readonly table: string;
}

const forms = "a place is a table's name, target:Table, a file, or file.yaml:Table";

/**
 * Reads a word as a place. Files that are there go first; `file.json:Users` and `local:Users.json`
 * are told apart by what stands before the colon.
 * @throws DynError "usage" for what is none
 */
export async function placeOf(word: string, cwd: string): Promise<Place> {
  const isFile = async (name: string) =>
    (await stat(resolve(cwd, name)).catch(() => undefined))?.isFile() === true;
  if (await isFile(word)) return { kind: "file", file: word, table: undefined };
  if (isUrl(word)) return atUrl(word);
  const colon = word.lastIndexOf(":");
  if (colon < 0) {
    if (looksLikeFile(word)) return { kind: "file", file: word, table: undefined };
    return { kind: "live", target: undefined, table: tableName(word, word) };
  }
  const before = word.slice(0, colon);
  const table = tableName(word.slice(colon + 1), word);
  if (before === "") throw noPlace(`"${word}" names no target`);
  if (looksLikeFile(before) || (await isFile(before))) return { kind: "file", file: before, table };
  return { kind: "live", target: before, table };
}

/** Of `http://localhost:4566:Users`, the table follows the last colon; what follows the only one is a port. */
function atUrl(word: string): Place {
  const [, target = "", table = ""] = /^(https?:\/\/.+?)\/?:([^:/\]]*)$/i.exec(word) ?? [];
  const isPort = /^\d+$/.test(table) && !/:\d+$/.test(target);
  if (target === "" || table === "" || isPort) {
    throw new DynError("usage", "a URL alone names no table", {
      hint: "the table follows it, as in http://localhost:4566:Users",
    });
  }
  return { kind: "live", target, table: tableName(table, table) };
}

/** Paths have what no table's name has. */
function looksLikeFile(word: string): boolean {
  return /\.(ya?ml|json)$/i.test(word) || /[/\\]/.test(word);
}

function tableName(name: string, word: string): string {
  if (/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) return name;
  throw noPlace(name === word ? `"${word}" is no table's name` : `"${word}" names no table`);
}

function noPlace(problem: string): DynError {
  return new DynError("usage", problem, { hint: forms });
}
