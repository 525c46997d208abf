import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";

/** A text in a private file, while somebody works on it. */
export interface Draft {
  readonly path: string;
  /** What is in it now. Throws when it is gone. */
  text(): Promise<string>;
}

/**
 * Puts a text into a file that nobody else can read, and removes it afterwards. When the work on it
 * fails and the text was changed, the file is kept, and the error says where.
 */
export async function withDraft<T>(
  session: Session,
  text: string,
  use: (draft: Draft) => Promise<T>,
): Promise<T> {
  const parent = session.context.env.TMPDIR || tmpdir();
  const folder = await mkdtemp(join(parent, "dyn-edit-")).catch(cause => {
    throw new DynError("failed", `cannot make a file to edit in ${parent}: ${cause.message}`, {
      hint: "TMPDIR names another folder for temporary files",
      cause,
    });
  });
  const path = join(folder, "item.json");
  let isKept = false;
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
    return await use({ path, text: () => textOf(path) });
  } catch (error) {
    const now = await readFile(path, "utf8").catch(() => text);
    isKept = now !== text;
    if (!isKept) throw error;
    throw await kept(session, error, path);
  } finally {
    if (!isKept) await rm(folder, { recursive: true, force: true });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const why = cause instanceof TypeError ? "is not UTF-8 text" : "is gone";
    throw new DynError("invalid", `the edited file ${why}; nothing was changed`, { cause });
  }
}

async function kept(session: Session, error: unknown, path: string): Promise<unknown> {
  const place = `your version is kept in ${path}`;
  if (!(error instanceof DynError)) {
    await session.context.stderr.write(`${place}\n`);
    return error;
  }
  const { kind, message, hint, problems } = error;
  // Who presses Ctrl-C is told no errors.
  if (session.signal.aborted) await session.context.stderr.write(`${place}\n`);
  const whole = hint === undefined ? place : `${hint}\n${place}`;
  return new DynError(kind, message, { hint: whole, problems, cause: error });
}
