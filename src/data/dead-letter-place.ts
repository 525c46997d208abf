import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DynError } from "../errors.ts";

/** Where a job's dead letters go. */
export interface DeadLetterPlace {
  /** As the user knows it. */
  readonly shown: string;
  readonly path: string;
}

interface Wanted {
  readonly table: string;
  /** What shown paths are relative to. */
  readonly cwd: string;
  /** As `--dead-letter` says. */
  readonly named?: string | undefined;
  /** The one that a job which goes on has begun. */
  readonly begun?: string | undefined;
}

/**
 * A file that is this job's alone, made at once so that no other job takes it: what one cuts off when
 * it goes on must not be another's. Without a name it is the first of `TABLE.dead-letter.jsonl`,
 * `TABLE.2.dead-letter.jsonl`, … that is not there yet.
 * @throws DynError "usage" for a name whose file is there, "failed" when that cannot be made
 */
export async function deadLetterPlace(wanted: Wanted): Promise<DeadLetterPlace> {
  const { table, cwd, named, begun } = wanted;
  const placed = (shown: string) => ({ shown, path: resolve(cwd, shown) });
  if (begun !== undefined) {
    if (named === undefined || resolve(cwd, named) === resolve(cwd, begun)) return placed(begun);
    throw new DynError("usage", `the dead letters of this job are in ${begun}, not ${named}`, {
      hint: "leave out --dead-letter, or delete the checkpoint to start anew",
    });
  }
  if (named !== undefined) {
    const place = placed(named);
    if (await made(place)) return place;
    const found = await stat(place.path);
    if (!found.isFile() || found.size === 0) return place;
    throw new DynError("usage", `${named} is there already, with another job's dead letters`, {
      hint: "import it and remove it, or name another file with --dead-letter",
    });
  }
  for (let number = 1; ; number += 1) {
    const place = placed(`${table}${number === 1 ? "" : `.${number}`}.dead-letter.jsonl`);
    // Most jobs have no dead letters: they need not be able to write here.
    if (await made(place).catch(() => true)) return place;
  }
}

/** False when the file is there. */
async function made({ path, shown }: DeadLetterPlace): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    const reason = code === "ENOENT" ? "no such directory" : message;
    throw new DynError("failed", `cannot make the dead-letter file ${shown}: ${reason}`, {
      hint: "name another place with --dead-letter FILE",
      cause: error,
    });
  }
}
