import { hash } from "node:crypto";
import { hash32 } from "../../template/random.ts";

const bucketCount = 4096;
const wordsPerDigest = 4;

/** The bucket that everything about an item falls into, by the text of its key. */
export function bucketOf(key: string): number {
  return hash32(key) % bucketCount;
}

/**
 * What a set of items comes to, in 80 KiB whatever their number: for each bucket of keys how many
 * there are and the sum, word by word, of 128 bits of their SHA-256, which no order changes.
 */
export class Fingerprint {
  readonly #counts = new Float64Array(bucketCount);
  readonly #sums = new Uint32Array(bucketCount * wordsPerDigest);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(key: string, content: string): void {
    const bucket = bucketOf(key);
    this.#count += 1;
    this.#counts[bucket] = this.countIn(bucket) + 1;
    const digest = hash("sha256", content, "buffer");
    for (let word = 0; word < wordsPerDigest; word++) {
      const at = bucket * wordsPerDigest + word;
      this.#sums[at] = (this.#sums[at] ?? 0) + digest.readUInt32LE(word * 4);
    }
  }

  countIn(bucket: number): number {
    return this.#counts[bucket] ?? 0;
  }

  /** The buckets that are not the same in both. */
  differing(other: Fingerprint): number[] {
    return Array.from({ length: bucketCount }, (_, bucket) => bucket).filter(bucket => {
      if (this.countIn(bucket) !== other.countIn(bucket)) return true;
      const first = bucket * wordsPerDigest;
      return [0, 1, 2, 3].some(word => this.#sums[first + word] !== other.#sums[first + word]);
    });
  }
}
