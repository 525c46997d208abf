import { DynError } from "../errors.ts";
import type { Item } from "../values/attribute.ts";
import { type CallOptions, call } from "./call.ts";
import type { Client } from "./client.ts";
import { keyOf } from "./key.ts";
import type { ConsumedCapacity } from "./output.ts";
import { checkProgress, pageReply } from "./page-reply.ts";
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
  /**
   * The attributes of a `lastKey`: the table's key and, on an index, the index's. The service is
   * asked for them when they are needed and not given.
   */
  readonly keyAttributes?: readonly string[];
}

/** DynamoDB's Limit is a 32-bit number. */
const mostEvaluated = 2 ** 31 - 1;

/**
 * What a filtered reading with a limit has DynamoDB evaluate first, and by how much that grows from
 * page to page: who looks for three items does not pay for a megabyte, and who looks for rare ones
 * is soon at whole pages.
 */
const leastEvaluated = 100;
const growth = 4;

/** The Limit of the first request of a reading; undefined when there is none but DynamoDB's own. */
export function firstLimit(
  input: WireInput,
  { limit, pageSize }: Pick<PagesOptions, "limit" | "pageSize">,
): number | undefined {
  const wanted = limit && isCut(input) ? Math.max(leastEvaluated, growth * limit) : limit;
  if (wanted === undefined) return pageSize;
  return Math.min(wanted, pageSize ?? mostEvaluated, mostEvaluated);
}

/** With a filter, a page may hold more items than are left to give: it is cut where they end. */
function isCut(input: WireInput): boolean {
  return input.FilterExpression !== undefined && input.Select !== "COUNT";
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
  const cutting = limit !== undefined && isCut(input);
  const keyed = cutting
    ? withKeys(input, options.keyAttributes ?? (await keyAttributes(client, input, options)))
    : { input, keys: [], strip: (item: Item) => item };
  let start = options.exclusiveStartKey;
  let evaluated = firstLimit(input, options);
  do {
    const reply = pageReply(
      await call(
        client,
        operation,
        {
          ...keyed.input,
          ...(evaluated !== undefined && { Limit: evaluated }),
          ...(start !== undefined && { ExclusiveStartKey: start }),
        },
        options,
      ),
    );
    checkProgress(start, reply.lastKey);
    const all = reply.items;
    const items = all.length > remaining ? all.slice(0, remaining) : all;
    const last = items.at(-1);
    const cut = items.length < all.length && last !== undefined;
    const count = cut ? items.length : reply.count;
    start = cut ? keyAfter(last, keyed.keys) : reply.lastKey;
    remaining -= count;
    yield {
      items: cutting ? items.map(keyed.strip) : items,
      count,
      scannedCount: reply.scannedCount,
      lastKey: start,
      consumed: reply.consumed,
    };
    if (limit !== undefined && evaluated !== undefined) {
      const wanted = cutting ? evaluated * growth : remaining;
      evaluated = Math.min(wanted, pageSize ?? mostEvaluated, mostEvaluated);
    }
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
