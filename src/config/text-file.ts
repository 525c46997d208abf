import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { DynError } from "../errors.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "not allowed",
  EPERM: "not allowed",
  EISDIR: "it is a directory",
};

const megabyte = 1024 * 1024;

interface TextFileOptions {
  /** Far more than is reasonable; a whole number of MB. */
  readonly maxBytes: number;
  /** What to do about a file that is larger. */
  readonly hint: string;
}

/** Far more than a person writes; beyond it the parser would be busy for minutes, deaf to Ctrl-C. */
const written: TextFileOptions = {
  maxBytes: megabyte,
  hint: "dyn reads YAML that people write; check that this is the file you mean",
};

/**
 * The text of a UTF-8 file that a user named, without a byte order mark; of one that a person
 * writes unless `options` allow for more.
 * @param file as the user typed it, relative to `cwd`
 * @throws DynError "invalid" that names the file and why it cannot be read
 */
export async function readTextFile(
  file: string,
  cwd: string,
  { maxBytes, hint }: TextFileOptions = written,
): Promise<string> {
  try {
    const bytes = await readBytes(resolve(cwd, file), maxBytes);
    if (bytes.length <= maxBytes) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    const why = cause instanceof TypeError ? "it is not UTF-8 text" : (reasons[code] ?? code);
    throw new DynError("invalid", `cannot read ${file} (${why})`, {
      hint: "check the path and try again",
      cause,
    });
  }
  throw new DynError(
    "invalid",
    `cannot read ${file} (it has more than ${maxBytes / megabyte} MB)`,
    {
      hint,
    },
  );
}

/** A file's bytes; of one that is too large, or endless such as a device, one more than the most. */
async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path);
  const chunks: Buffer[] = [];
  for await (const chunk of handle.createReadStream({ end: maxBytes })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
