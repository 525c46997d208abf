import { Readable } from "node:stream";
import { promisify } from "node:util";
import { createGunzip, gzip } from "node:zlib";
import { DynError } from "../../errors.ts";
import type { Compression } from "./format.ts";

/** By a file's name: `.gz` is gzip, `.zst` zstd. */
export function compressionOf(fileName: string): Compression {
  if (/\.gz$/i.test(fileName)) return "gzip";
  return /\.zst$/i.test(fileName) ? "zstd" : "none";
}

const outputBytes = 64 * 1024;

/** What a compressed file holds: all its gzip members or zstd frames, one after the other. */
export function decompressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case "none":
      return chunks;
    case "gzip":
      return Readable.from(chunks).pipe(createGunzip({ chunkSize: outputBytes }));
    case "zstd":
      throw new DynError("failed", "zstd cannot be read yet");
  }
}

const gzipped = promisify(gzip);

/** One whole gzip member or zstd frame: a file may be cut between them, and more be appended. */
export async function compressedFrame(
  bytes: Uint8Array,
  compression: Compression,
): Promise<Buffer> {
  switch (compression) {
    case "none":
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    case "gzip":
      return gzipped(bytes);
    case "zstd":
      throw new DynError("failed", "zstd cannot be written yet");
  }
}
