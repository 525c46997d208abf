/** 32 KiB a chunk: small beside a run, and few of them for millions of bits. */
const wordsPerChunk = 8192;
const bitsPerChunk = wordsPerChunk * 32;

/** A chunk of a bitmap, as it travels between threads: its number, from 0, and its words. */
export interface BitmapPart {
  readonly chunk: number;
  readonly words: ArrayBuffer;
}

/** A set of whole numbers from 0 on, a bit each; chunks that no number falls into cost nothing. */
export class Bitmap {
  readonly #chunks = new Map<number, Uint32Array<ArrayBuffer>>();

  static from(parts: readonly BitmapPart[]): Bitmap {
    const bitmap = new Bitmap();
    for (const { chunk, words } of parts) bitmap.#chunks.set(chunk, new Uint32Array(words));
    return bitmap;
  }

  set(bit: number): void {
    const chunk = this.#chunk(Math.floor(bit / bitsPerChunk));
    const within = bit % bitsPerChunk;
    const word = within >>> 5;
    chunk[word] = (chunk[word] ?? 0) | (1 << (within & 31));
  }

  has(bit: number): boolean {
    const word = this.#chunks.get(Math.floor(bit / bitsPerChunk))?.[(bit % bitsPerChunk) >>> 5];
    return word !== undefined && (word & (1 << (bit & 31))) !== 0;
  }

  /** Adds the numbers of the other one. */
  add(other: Bitmap): void {
    for (const [number, words] of other.#chunks) {
      const own = this.#chunk(number);
      for (let at = 0; at < wordsPerChunk; at++) own[at] = (own[at] ?? 0) | (words[at] ?? 0);
    }
  }

  /** How many of the numbers none of the others has. */
  countWithout(others: readonly Bitmap[]): number {
    let count = 0;
    for (const number of this.#chunks.keys()) {
      const words = this.#wordsWithout(number, others);
      for (let at = 0; at < wordsPerChunk; at++) count += popcount(words(at));
    }
    return count;
  }

  /** The numbers that none of the others has, in ascending order. */
  *without(others: readonly Bitmap[]): Generator<number> {
    for (const number of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      const words = this.#wordsWithout(number, others);
      for (let at = 0; at < wordsPerChunk; at++) {
        const base = number * bitsPerChunk + at * 32;
        for (let word = words(at); word !== 0; word &= word - 1) {
          yield base + 31 - Math.clz32(word & -word);
        }
      }
    }
  }

  get sizeBytes(): number {
    return this.#chunks.size * wordsPerChunk * 4;
  }

  /** Its chunks themselves, not copies of them. */
  toParts(): BitmapPart[] {
    return Array.from(this.#chunks, ([chunk, words]) => ({ chunk, words: words.buffer }));
  }

  #chunk(number: number): Uint32Array {
    const known = this.#chunks.get(number);
    if (known !== undefined) return known;
    const chunk = new Uint32Array(wordsPerChunk);
    this.#chunks.set(number, chunk);
    return chunk;
  }

  #wordsWithout(number: number, others: readonly Bitmap[]): (at: number) => number {
    const own = this.#chunks.get(number);
    const masks = others.flatMap(other => other.#chunks.get(number) ?? []);
    return at => {
      let word = own?.[at] ?? 0;
      for (const mask of masks) word &= ~(mask[at] ?? 0);
      return word;
    };
  }
}

/** Bits set in a word of 32, by Hacker's Delight, 5-1. */
function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
