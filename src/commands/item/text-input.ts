import { addAbortSignal } from "node:stream";
import type { Session } from "../../cli/session.ts";
import { readTextFile } from "../../config/text-file.ts";
import { DynError } from "../../errors.ts";

/** A text, and what the user calls where it comes from. */
export interface TextInput {
  readonly text: string;
  readonly name: string;
}

const maxMegabytes = 32;

/** The text of a file, or of stdin for `-`. */
export async function textInput({ context, signal }: Session, file: string): Promise<TextInput> {
  const maxBytes = maxMegabytes * 1024 * 1024;
  const hint = "a transaction has at most 4 MB of items";
  if (file !== "-") {
    return { name: file, text: await readTextFile(file, context.cwd, { maxBytes, hint }) };
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, context.stdin)) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      sizeBytes += bytes.length;
      if (sizeBytes > maxBytes) {
        throw new DynError("invalid", `stdin has more than ${maxMegabytes} MB`, { hint });
      }
    }
  } catch (cause) {
    if (signal.aborted) throw new DynError("interrupted", "interrupted", { cause });
    throw cause;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    return { name: "stdin", text };
  } catch (cause) {
    throw new DynError("invalid", "stdin is not UTF-8 text", { cause });
  }
}
