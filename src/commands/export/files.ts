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

/** Throws a "usage" error when what is to be written exists. */
export async function mustBeNew(files: Files): Promise<void> {
  const [found] = await existing(files);
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
  if (splitBytes === undefined) return (await isThere(path)) ? [shown] : [];
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter(name => {
      const number = /-(\d{4,})(?=\.|$)/.exec(name)?.[1];
      return number !== undefined && name === basename(numbered(path, Number(number)));
    })
    .map(name => join(dirname(shown), name));
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A directory that nobody else can look into, for what waits on its way to stdout. */
export async function privateFolder(env: Readonly<Record<string, string | undefined>>) {
  const path = await mkdtemp(join(resolve(env.TMPDIR ?? "/tmp"), "dyn-export-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
