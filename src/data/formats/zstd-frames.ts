/** A part of a frame: its header, a block or its checksum. */
export interface FramePart {
  readonly bytes: Buffer;
  readonly begins: boolean;
  /** Set on the last part. */
  readonly end?: { readonly checksum: number | undefined };
}

type State =
  | { readonly at: "magic" }
  | { readonly at: "skipped"; left: number }
  | { readonly at: "block"; readonly hasChecksum: boolean }
  | { readonly at: "checksum" };

const frameMagic = 0xfd2fb528;
const skippedMagic = 0x184d2a50;
const maxBlockBytes = 128 * 1024;
/** Of what was read a decompressor keeps so much; zstd's own program takes no more, either, unless told. */
const maxWindowBytes = 128 * 1024 * 1024;

/**
 * Cuts zstd's format (RFC 8878) into the parts of its frames, so that each frame can be read on its own and checked
 * to its end: decompressors stop after the first frame, and take one that is cut off for a whole one.
 */
export class ZstdFrames {
  #rest: Buffer = Buffer.alloc(0);
  #state: State = { at: "magic" };

  /** Whether the bytes so far end with a frame. */
  get isComplete(): boolean {
    return this.#state.at === "magic" && this.#rest.length === 0;
  }

  /** The parts that these bytes complete. Throws for what is no zstd. */
  *push(chunk: Uint8Array): Generator<FramePart, void, undefined> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const part = this.#next();
      if (part === undefined) return;
      if (part !== "skipped") yield part;
    }
  }

  #next(): FramePart | "skipped" | undefined {
    const state = this.#state;
    switch (state.at) {
      case "magic":
        return this.#header();
      case "skipped": {
        const taken = Math.min(state.left, this.#rest.length);
        this.#take(taken);
        state.left -= taken;
        if (state.left > 0) return undefined;
        this.#state = { at: "magic" };
        return "skipped";
      }
      case "block":
        return this.#block(state.hasChecksum);
      case "checksum": {
        if (this.#rest.length < 4) return undefined;
        const bytes = this.#take(4);
        this.#state = { at: "magic" };
        return { bytes, begins: false, end: { checksum: bytes.readUInt32LE() } };
      }
    }
  }

  #header(): FramePart | "skipped" | undefined {
    const rest = this.#rest;
    if (rest.length < 5) return undefined;
    const magic = rest.readUInt32LE();
    if ((magic & ~15) >>> 0 === skippedMagic) {
      if (rest.length < 8) return undefined;
      this.#state = { at: "skipped", left: rest.readUInt32LE(4) };
      this.#take(8);
      return "skipped";
    }
    if (magic !== frameMagic) throw new Error("no frame begins where one ought to");
    const descriptor = rest.readUInt8(4);
    const isSingle = (descriptor & 32) !== 0;
    const contentSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    if (dictionary > 0) throw new Error("it needs a dictionary");
    const length = 5 + (isSingle ? 0 : 1) + contentSize;
    if (rest.length < length) return undefined;
    const windowBytes = isSingle ? contentBytes(rest.subarray(5, length)) : windowOf(rest[5] ?? 0);
    if (windowBytes > maxWindowBytes) {
      throw new Error(`reading it takes more than ${maxWindowBytes >> 20} MiB of memory`);
    }
    this.#state = { at: "block", hasChecksum: (descriptor & 4) !== 0 };
    return { bytes: this.#take(length), begins: true };
  }

  #block(hasChecksum: boolean): FramePart | undefined {
    if (this.#rest.length < 3) return undefined;
    const header = this.#rest.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxBlockBytes) throw new Error("a block is broken");
    const length = 3 + (type === 1 ? 1 : size);
    if (this.#rest.length < length) return undefined;
    const isLast = (header & 1) === 1;
    if (isLast) this.#state = { at: hasChecksum ? "checksum" : "magic" };
    const ends = isLast && !hasChecksum;
    return {
      bytes: this.#take(length),
      begins: false,
      ...(ends && { end: { checksum: undefined } }),
    };
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

/** By a window descriptor: an exponent, and eighths of its power. */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** The content size of a frame header; of two bytes it counts from 256. */
function contentBytes(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}
