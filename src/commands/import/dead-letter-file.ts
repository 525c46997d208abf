import { fstat, stat } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { Plan } from "./plan.ts";

/**
 * The file for dead letters, as the user knows it: never one that is read, which would grow under
 * the reader. Throws a "usage" error when `--dead-letter` names such a one.
 */
export async function deadLetterFile(session: Session, plan: Plan): Promise<string> {
  const { table, options } = plan;
  const inputs = await inputIds(session, plan);
  const isRead = async (file: string) => {
    const id = await idOf(resolve(session.context.cwd, file));
    return id !== undefined && inputs.has(id);
  };
  const { deadLetter } = options;
  if (deadLetter !== undefined) {
    if (!(await isRead(deadLetter))) return deadLetter;
    throw new DynError("usage", `${deadLetter} is what is imported`, {
      hint: "name another file with --dead-letter",
    });
  }
  for (let number = 1; ; number += 1) {
    const file = `${table}${number === 1 ? "" : `.${number}`}.dead-letter.jsonl`;
    if (!(await isRead(file))) return file;
  }
}

async function inputIds({ context }: Session, { files }: Plan): Promise<ReadonlySet<string>> {
  const { stdin, cwd } = context;
  const ids = await Promise.all(
    files.map(({ name, sizeBytes }) => {
      if (sizeBytes !== undefined) return idOf(resolve(cwd, name));
      return "fd" in stdin && typeof stdin.fd === "number" ? idOf(stdin.fd) : undefined;
    }),
  );
  return new Set(ids.filter(id => id !== undefined));
}

/** What all names of a regular file share. */
async function idOf(file: string | number): Promise<string | undefined> {
  const asked = typeof file === "number" ? promisify(fstat)(file) : promisify(stat)(file);
  const found = await asked.catch(() => undefined);
  return found?.isFile() ? `${found.dev}:${found.ino}` : undefined;
}
