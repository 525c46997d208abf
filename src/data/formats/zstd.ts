import { ZstdFrames } from "./zstd-frames.ts";

/** zstd's own default. */
const level = 3;

/** What all frames hold, each checked against its checksum where it has one. Throws for what is cut off or broken. */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { Decompress } = await import("fzstd");
  const newHash = await checksums();
  const frames = new ZstdFrames();
  let output: Uint8Array[] = [];
  let hash = newHash();
  let frame = new Decompress();
  for await (const chunk of chunks) {
    for (const { bytes, begins, end } of frames.push(chunk)) {
      if (begins) {
        hash = newHash();
        frame = new Decompress(some => {
          hash.update(some);
          output.push(some.slice());
        });
      }
      frame.push(bytes, end !== undefined);
      if (end?.checksum !== undefined && end.checksum !== low(hash.digest())) {
        throw new Error("its checksum is another");
      }
      const some = output;
      output = [];
      yield* some;
    }
  }
  if (!frames.isComplete) throw new Error("it ends in the middle");
}

/** One frame with its checksum, as the zstd program writes it. */
export async function zstdFrame(bytes: Uint8Array): Promise<Buffer> {
  const { compress, init } = await import("@bokuweb/zstd-wasm");
  loaded ??= init();
  await loaded;
  const newHash = await checksums();
  const frame = Buffer.concat([compress(bytes, level), Buffer.alloc(4)]);
  frame[descriptorAt] = (frame[descriptorAt] ?? 0) | hasChecksum;
  frame.writeUInt32LE(low(newHash().update(bytes).digest()), frame.length - 4);
  return frame;
}

const descriptorAt = 4;
const hasChecksum = 4;
let loaded: Promise<void> | undefined;

async function checksums() {
  const { default: xxhash } = await import("xxhash-wasm");
  return (await xxhash()).create64;
}

function low(hash: bigint): number {
  return Number(hash & 0xffffffffn);
}
