import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

const outputBytes = 64 * 1024;

/** What all members hold. Throws for what is cut off or broken. */
export async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: outputBytes });
  let takenBytes = 0;
  let lastNotZero = -1;
  // node:zlib takes all behind a zero byte for padding, whatever it is.
  async function* counted() {
    for await (const chunk of chunks) {
      const last = chunk.findLastIndex(byte => byte !== 0);
      if (last >= 0) lastNotZero = takenBytes + last;
      takenBytes += chunk.length;
      yield chunk;
    }
  }
  const fed = pipeline(Readable.from(counted()), gunzip);
  fed.catch(() => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
  await fed;
  if (takenBytes > 0 && lastNotZero >= gunzip.bytesWritten) {
    throw new Error("there is something else behind it");
  }
}
