import type { Spill } from "./spill.ts";

/** Two spills of as many buckets, of the two sides. */
export interface Spills {
  readonly a: Spill;
  readonly b: Spill;
}

const mostParts = 256;
/** Each division makes up to 256 of one: more of them would help with nothing but endless keys. */
const deepest = 4;

/**
 * The keys, as their texts, that the two sides do not have with one digest, bucket by bucket. A bucket
 * with more text than `bucketBytes` is divided first: so memory does not depend on what was expected.
 */
export async function* suspects(
  { a, b }: Spills,
  bucketBytes: number,
): AsyncGenerator<readonly string[], void, undefined> {
  for (let bucket = 0; bucket < a.buckets; bucket += 1) {
    const bytes = Math.max(await a.sizeBytes(bucket), await b.sizeBytes(bucket));
    if (bytes <= bucketBytes || a.depth === deepest) {
      yield differing(await a.take(bucket), await b.take(bucket));
    } else {
      const parts = Math.min(mostParts, 1 + Math.ceil(bytes / bucketBytes));
      const divided = { a: await a.divide(bucket, parts), b: await b.divide(bucket, parts) };
      yield* suspects(divided, bucketBytes);
    }
  }
}

function differing(a: Map<string, string>, b: ReadonlyMap<string, string>): string[] {
  const keys: string[] = [];
  for (const [key, digest] of b) {
    if (a.get(key) !== digest) keys.push(key);
    a.delete(key);
  }
  return [...keys, ...a.keys()];
}
