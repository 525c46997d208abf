import { addAbortSignal } from "node:stream";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import type { WantedKey } from "../../data/found-items.ts";
import { jsonRecords } from "../../data/json-records.ts";
import { checkKey } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { parsePlainItem } from "../../values/plain.ts";
import { parseGiven } from "./given.ts";
import type { Shortfall } from "./shortfall.ts";

/**
 * The keys of the arguments, or of the lines on stdin; a line that is none goes into the shortfall.
 * Throws for an argument that is none.
 */
export async function* wantedKeys(
  session: Session,
  words: readonly string[],
  table: TableSchema,
  shortfall: Shortfall,
): AsyncGenerator<WantedKey> {
  if (words[0] !== "-") {
    const keys = words.map(argument => parseGiven({ argument, noun: "key" }));
    for (const key of keys) checkKey(key, table);
    for (const key of keys) yield { key, where: "" };
    return;
  }
  // Else Ctrl-C would wait for the next line.
  const stdin = addAbortSignal(session.signal, session.context.stdin);
  let lines = 0;
  for await (const { text, line } of jsonRecords(stdin, "stdin")) {
    throwIfInterrupted(session);
    lines += 1;
    try {
      const key = parsePlainItem(text, { name: "stdin", line });
      checkKey(key, table);
      yield { key, where: `stdin:${line}  ` };
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      await shortfall.invalid(placed(error, line));
    }
  }
  if (lines === 0) throw new DynError("usage", "there is no key on stdin");
}

function placed({ kind, message, hint }: DynError, line: number): DynError {
  const isPlaced = message.startsWith("stdin:");
  return new DynError(kind, isPlaced ? message : `stdin:${line}  ${message}`, { hint });
}
