import type { Stats } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DynError } from "../../errors.ts";
import { type Destination, numbered } from "./destination.ts";

type Files = Extract<Destination, { kind: "files" }>;

/** The path of the n-th file, and how the user knows it. */
export function pathsOf({ path, shown, splitBytes }: Files) {
  if (splitBytes === undefined) return { pathOf: () => path, nameOf: () => shown };
  return {
    pathOf: (n: number) => numbered(path, n),
    nameOf: (n: number) => numbered(shown, n),
  };
}

/**
 * Throws a "usage" error when what is to be written exists. What is no file, such as `/dev/null`, is
 * never replaced by one.
 */
export async function mustBeFree(files: Files, overwrite: boolean): Promise<void> {
  const there = files.splitBytes === undefined ? await statOf(files.path) : undefined;
  if (there?.isFile() === false) {
    throw new DynError("usage", `${files.shown} is no file that an export could make`, {
      hint: "name a file, or leave it out and send stdout there",
    });
  }
  const [found] = overwrite ? [] : await existing(files);
  if (found === undefined) return;
  throw new DynError("usage", `${found} exists`, {
    hint: "replace it with --overwrite, or name another file",
  });
}

/** Deletes parts of an earlier and larger export that would look as if they belonged to this one. */
export async function removeOthers(files: Files, count: number): Promise<void> {
  if (files.splitBytes === undefined) return;
  const own = new Set(
    Array.from({ length: count }, (_, at) => basename(numbered(files.path, at + 1))),
  );
  for (const name of await existing(files)) {
    if (!own.has(basename(name))) await rm(join(dirname(files.path), basename(name)));
  }
}

/** Files that have a name that this export may give, as the user knows them. */
async function existing({ path, shown, splitBytes }: Files): Promise<readonly string[]> {
  if (splitBytes === undefined) return (await statOf(path)) ? [shown] : [];
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter(name => {
      const number = /-(\d{4,})(?=\.|$)/.exec(name)?.[1];
      return number !== undefined && name === basename(numbered(path, Number(number)));
    })
    .map(name => join(dirname(shown), name));
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** A directory that nobody else can look into, for what waits on its way to stdout. */
export async function privateFolder(env: Readonly<Record<string, string | undefined>>) {
  const path = await mkdtemp(join(resolve(env.TMPDIR ?? "/tmp"), "dyn-export-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
