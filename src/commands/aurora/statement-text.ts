import { addAbortSignal } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import type { Session } from "../../cli/session.ts";
import { readTextFile } from "../../config/text-file.ts";
import { DynError } from "../../errors.ts";

/** The one statement that a command was given: its argument, a file's, or stdin's. Throws a "usage" error for none. */
export async function givenStatement(
  { context, signal }: Session,
  argument: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (argument !== undefined && file !== undefined) {
    throw new DynError("usage", "a statement and --file exclude each other");
  }
  const text = await read();
  const statement = text.trim().replace(/;\s*$/, "");
  if (statement !== "") return statement;
  throw new DynError("usage", "a statement is missing", {
    hint: "give it in quotes, with --file, or - for stdin",
  });

  async function read(): Promise<string> {
    if (file !== undefined && file !== "-") return readTextFile(file, context.cwd);
    if (argument !== "-" && file === undefined) return argument ?? "";
    try {
      return await textOf(addAbortSignal(signal, context.stdin));
    } catch (cause) {
      if (signal.aborted) throw new DynError("interrupted", "interrupted", { cause });
      throw cause;
    }
  }
}
