import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../cli/context.ts";
import { dataDirectory, makeDirectory } from "../../local/home.ts";

/** Long enough for the next presses of Tab, short enough for a table that somebody has made meanwhile. */
const holdsMs = 10_000;

/** The names that `look` finds, or found some seconds ago. Without a directory to keep them in it looks. */
export async function remembered(
  context: Context,
  what: readonly string[],
  look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const folder = join(dataDirectory(context), "completion");
  const name = createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
  const file = join(folder, `${name}.json`);
  const kept = await read(file);
  const ageMs = context.now() - (kept?.atMs ?? 0);
  if (kept !== undefined && ageMs >= 0 && ageMs < holdsMs) return kept.names;
  const names = await look();
  try {
    await makeDirectory(folder);
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify({ atMs: context.now(), names }), { mode: 0o600 });
    await rename(draft, file);
  } catch {
    // It is asked again next time.
  }
  return names;
}

async function read(file: string): Promise<{ atMs: number; names: string[] } | undefined> {
  try {
    const { atMs, names } = JSON.parse(await readFile(file, "utf8"));
    const isWhole = Number.isFinite(atMs) && Array.isArray(names);
    return isWhole && names.every((each: unknown) => typeof each === "string")
      ? { atMs, names }
      : undefined;
  } catch {
    return undefined;
  }
}
