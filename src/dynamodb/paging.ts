import { DynError } from "../errors.ts";
import type { Item } from "../values/attribute.ts";
import { type CallOptions, call } from "./call.ts";
import type { Client } from "./client.ts";
import { keyOf } from "./key.ts";
import type { ConsumedCapacity } from "./output.ts";
import { withKeys } from "./projection.ts";
import type { WireInput } from "./request.ts";

/** One page of a Query or Scan. */
export interface Page {
  readonly items: readonly Item[];
  /** Items that matched; with `Select: COUNT` there are no others. */
  readonly count: number;
  /** Items that were read to find them. */
  readonly scannedCount: number;
  /** Where to go on (an ExclusiveStartKey); undefined at the end. */
  readonly lastKey: Item | undefined;
  /** What the service says it consumed, when the input asked for it. */
  readonly consumed: ConsumedCapacity | undefined;
}

export interface PagesOptions extends CallOptions {
  /** The most items to give, over all pages: what the user gets, not what DynamoDB evaluates. */
  readonly limit?: number;
  /** The most items that DynamoDB evaluates a page; its own limit is 1 MB. */
  readonly pageSize?: number;
  /** Where an earlier reading stopped: a page's `lastKey`. */
  readonly exclusiveStartKey?: Item;
}

/**
 * Reads page after page, holding one at a time. Empty pages come through: they carry counts. When
 * `limit` ends the reading, the last page's `lastKey` goes on exactly after its last item.
 * Throws a ReplyError.
 */
export async function* pages(
  client: Client,
  operation: "Query" | "Scan",
  input: WireInput,
  options: PagesOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { limit, pageSize } = options;
  let remaining = limit ?? Number.POSITIVE_INFINITY;
  if (remaining <= 0) return;
  // Without a filter, evaluated items are returned items, and DynamoDB stops where it should.
  const filtered = input.FilterExpression !== undefined;
  const cutting = limit !== undefined && filtered && input.Select !== "COUNT";
  const keyed = cutting
    ? withKeys(input, await keyAttributes(client, input, options))
    : { input, keys: [], strip: (item: Item) => item };
  let start = options.exclusiveStartKey;
  do {
    const evaluated = Math.min(
      pageSize ?? Number.POSITIVE_INFINITY,
      cutting ? Number.POSITIVE_INFINITY : remaining,
    );
    const output = await call(
      client,
      operation,
      {
        ...keyed.input,
        ...(Number.isFinite(evaluated) && { Limit: evaluated }),
        ...(start !== undefined && { ExclusiveStartKey: start }),
      },
      options,
    );
    const all = output.Items ?? [];
    const items = all.length > remaining ? all.slice(0, remaining) : all;
    const last = items.at(-1);
    const cut = items.length < all.length && last !== undefined;
    const count = cut ? items.length : (output.Count ?? items.length);
    start = cut ? keyAfter(last, keyed.keys) : output.LastEvaluatedKey;
    remaining -= count;
    yield {
      items: cutting ? items.map(keyed.strip) : items,
      count,
      scannedCount: output.ScannedCount ?? all.length,
      lastKey: start,
      consumed: output.ConsumedCapacity,
    };
  } while (start !== undefined && remaining > 0);
}

/** Where to go on after an item; going on anywhere else would lose or repeat some. */
function keyAfter(item: Item, names: readonly string[]): Item {
  const key = keyOf(item, names);
  if (key === undefined) throw new DynError("failed", "an item came without its key attributes");
  return key;
}

/** The attributes that a resume key has: the table's key and, on an index, the index's. */
async function keyAttributes(
  client: Client,
  { TableName, IndexName }: WireInput,
  options: CallOptions,
): Promise<readonly string[]> {
  const { Table } = await call(client, "DescribeTable", { TableName }, options);
  const indexes = [...(Table.GlobalSecondaryIndexes ?? []), ...(Table.LocalSecondaryIndexes ?? [])];
  const index = indexes.find(candidate => candidate.IndexName === IndexName);
  const elements = [...Table.KeySchema, ...(index?.KeySchema ?? [])];
  return [...new Set(elements.map(element => element.AttributeName))];
}
