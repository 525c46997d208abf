import { isUtf8 } from "node:buffer";
import type { Compression, InputFormat } from "./format.ts";

const enough = 200;
/** Of a file that begins with blank lines. */
const mostChunks = 64;

/**
 * The format that a file's first bytes tell: `{"Item": {` begins DynamoDB JSON, any other `{` plain
 * JSON; undefined for what is neither. A file with nothing in it is as good as any.
 */
export function formatOfContent(start: Uint8Array): InputFormat | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const text = bytes
    .toString()
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text === "") return isUtf8(bytes) ? "jsonl" : undefined;
  if (/^\{\s*"Item"\s*:\s*\{/.test(text)) return "dynamodb-json";
  return text.startsWith("{") ? "jsonl" : undefined;
}

/** What a stream's first bytes say that it is compressed with. */
export function compressionOfContent(start: Uint8Array): Compression {
  const magic = Buffer.from(start.subarray(0, 4)).toString("hex");
  if (magic.startsWith("1f8b")) return "gzip";
  return magic === "28b52ffd" ? "zstd" : "none";
}

/** The first bytes of a stream, which is closed then. */
export async function startOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  for await (const chunk of chunks) {
    taken.push(chunk);
    if (tells(taken)) break;
  }
  return Buffer.concat(taken);
}

/** The first bytes of a stream, and the stream with them. */
export async function peeked(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly start: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    taken.push(next.value);
    if (tells(taken)) break;
  }
  async function* all() {
    try {
      yield* taken;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { start: Buffer.concat(taken), chunks: all() };
}

/** Whether there is a whole line, or enough of one. */
function tells(taken: readonly Uint8Array[]): boolean {
  const text = Buffer.concat(taken).toString().trimStart();
  return text.includes("\n") || text.length >= enough || taken.length >= mostChunks;
}
