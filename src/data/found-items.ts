import { readBatch } from "../dynamodb/batch-read.ts";
import type { Client } from "../dynamodb/client.ts";
import { type Origin, replyError } from "../dynamodb/errors.ts";
import { keyText } from "../dynamodb/key.ts";
import { maxBatchGetItems } from "../dynamodb/limits.ts";
import type { WireInput } from "../dynamodb/request.ts";
import type { Item } from "../values/attribute.ts";

/** A key to look for, and where it was given: `stdin:17`. */
export interface WantedKey {
  readonly key: Item;
  readonly where: string;
}

/** What is there under a key. */
export interface Found {
  readonly wanted: WantedKey;
  /** Undefined when there is none. */
  readonly item: Item | undefined;
}

export interface FindOptions {
  readonly table: string;
  readonly keyAttributes: readonly string[];
  /** `ConsistentRead`, `ProjectionExpression` and the like; a projection has the key in it. */
  readonly attributes: WireInput;
  readonly signal: AbortSignal;
  /** Where the client leads, for errors. */
  readonly at: Origin;
}

/** Batches under way at once; each may hold 100 items of 400 KB. */
const maxUnderWay = 4;

/**
 * The items under the keys, in batches of 100 and in the order of the keys; for a key that is there
 * twice, twice. Memory does not grow with their number. Throws a ReplyError for keys that could not
 * be read, after all that stand before them.
 */
export async function* foundItems(
  client: Client,
  keys: AsyncIterable<WantedKey>,
  options: FindOptions,
): AsyncGenerator<readonly Found[], void, undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const underWay: Promise<readonly Found[]>[] = [];
  try {
    for await (const batch of batches(keys)) {
      const reading = findBatch(client, batch, { ...options, signal });
      // A fault that nobody waits for any more is no fault.
      reading.catch(() => {});
      underWay.push(reading);
      const first = underWay.length === maxUnderWay ? underWay.shift() : undefined;
      if (first) yield await first;
    }
    for (const reading of underWay) yield await reading;
  } finally {
    ended.abort();
  }
}

async function* batches(keys: AsyncIterable<WantedKey>): AsyncGenerator<readonly WantedKey[]> {
  let batch: WantedKey[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < maxBatchGetItems) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function findBatch(
  client: Client,
  batch: readonly WantedKey[],
  { table, keyAttributes, attributes, signal, at }: FindOptions,
): Promise<readonly Found[]> {
  const textOf = (item: Item) => keyText(item, keyAttributes) ?? "";
  // The service takes a key once.
  const distinct = new Map(batch.map(({ key }) => [textOf(key), key]));
  const reading = { attributes, signal };
  const { items, error, ...tries } = await readBatch(
    client,
    table,
    [...distinct.values()],
    reading,
  );
  if (error) throw replyError({ outcome: "failed", error, ...tries }, table, at);
  const found = new Map(items.map(item => [textOf(item), item]));
  return batch.map(wanted => ({ wanted, item: found.get(textOf(wanted.key)) }));
}
