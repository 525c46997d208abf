import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { DynError } from "../../errors.ts";
import type { Compression } from "./format.ts";

/** By a file's name: `.gz` is gzip, `.zst` zstd. */
export function compressionOf(fileName: string): Compression {
  if (/\.gz$/i.test(fileName)) return "gzip";
  return /\.zst$/i.test(fileName) ? "zstd" : "none";
}

/**
 * What a compressed file holds: all its gzip members or zstd frames, one after the other. Throws an
 * "invalid" error once it finds them cut off or broken; what came before is good.
 */
export function decompressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  return compression === "none" ? chunks : checked(chunks, compression);
}

async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, "none">,
): AsyncGenerator<Uint8Array, void, undefined> {
  // An error of the file is told from one of its compression.
  let failure: unknown;
  async function* watched() {
    try {
      yield* chunks;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  try {
    if (compression === "gzip") yield* (await import("./gunzip.ts")).gunzipped(watched());
    else yield* (await import("./zstd.ts")).unzstd(watched());
  } catch (cause) {
    if (failure !== undefined) throw failure;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DynError("invalid", `its ${compression} is cut off or broken: ${reason}`, {
      hint: `fetch or make the file again; \`${compression} -t FILE\` tests it`,
      cause,
    });
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
      return (await import("./zstd.ts")).zstdFrame(bytes);
  }
}
