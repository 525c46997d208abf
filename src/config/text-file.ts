import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DynError } from "../errors.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "not allowed",
  EPERM: "not allowed",
  EISDIR: "it is a directory",
};

/**
 * The text of a UTF-8 file that a user named, without a byte order mark.
 * @param file as the user typed it, relative to `cwd`
 * @throws DynError "invalid" that names the file and why it cannot be read
 */
export async function readTextFile(file: string, cwd: string): Promise<string> {
  try {
    const bytes = await readFile(resolve(cwd, file));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    const why = cause instanceof TypeError ? "it is not UTF-8 text" : (reasons[code] ?? code);
    throw new DynError("invalid", `cannot read ${file} (${why})`, {
      hint: "check the path and try again",
      cause,
    });
  }
}
