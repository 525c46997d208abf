import type { CachedAnswer } from "../cache.ts";

/**
 * What an entry takes besides its strings, in bytes: the answer's own fields, its places in the
 * cache's list and maps, and its name in those by table and partition. Measured on V8 with a
 * hundred thousand small entries, rounded up.
 */
const entryBytes = 600;

/** The bytes of memory that an answer takes under its key. */
export function sizeBytes(key: string, answer: CachedAnswer): number {
  return (
    entryBytes +
    stringBytes(key) +
    stringBytes(answer.body) +
    stringBytes(Object.values(answer.headers ?? {}).join("")) +
    stringBytes(answer.partition ?? "") +
    stringBytes(answer.etag)
  );
}

/** One answer may take an eighth of a cache: no single one drives all others out. */
export function mostAnswerBytes(cacheBytes: number): number {
  return Math.ceil(cacheBytes / 8);
}

/** V8 keeps a string in a byte a character while all are of Latin-1, else in two. */
function stringBytes(text: string): number {
  return notLatin1.test(text) ? text.length * 2 : text.length;
}

const notLatin1 = /[^\0-\xff]/;
