import { DynError } from "../errors.ts";

/** A piece of JSON text, and the line that it begins on, from 1. */
export interface JsonRecord {
  readonly text: string;
  readonly line: number;
}

/**
 * Splits a stream into its lines of JSON; blank lines are left out. Input whose first line is not a
 * whole object is taken as one record of several lines, as a document for people is printed.
 * Throws an "invalid" error for bytes that are no UTF-8.
 */
export async function* jsonRecords(
  chunks: AsyncIterable<Uint8Array | string>,
  name: string,
): AsyncGenerator<JsonRecord> {
  let whole: JsonRecord | undefined;
  let first = true;
  for await (const { text, line } of textLines(chunks, name)) {
    if (whole) {
      whole = { text: `${whole.text}\n${text}`, line: whole.line };
      continue;
    }
    const trimmed = text.trim();
    if (trimmed === "") continue;
    if (first && trimmed.startsWith("{") && !trimmed.endsWith("}")) whole = { text, line };
    else yield { text, line };
    first = false;
  }
  if (whole) yield whole;
}

async function* textLines(
  chunks: AsyncIterable<Uint8Array | string>,
  name: string,
): AsyncGenerator<JsonRecord> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: string[] = [];
  let line = 1;
  for await (const chunk of chunks) {
    const pieces = decoded(chunk).split("\n");
    const last = pieces.pop() ?? "";
    for (const piece of pieces) {
      yield { text: parts.join("") + piece, line };
      parts = [];
      line += 1;
    }
    parts.push(last);
  }
  yield { text: parts.join("") + decoded(undefined), line };

  function decoded(chunk: Uint8Array | string | undefined): string {
    if (typeof chunk === "string") return chunk;
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new DynError(
        "invalid",
        `${name}: bytes that are not UTF-8, on line ${line} or soon after`,
        {
          hint: "convert it first, e.g. with iconv -t utf-8",
          cause,
        },
      );
    }
  }
}
