import type { Client } from "../../dynamodb/client.ts";
import { type Origin, replyError } from "../../dynamodb/errors.ts";
import type { ConsumedCapacity } from "../../dynamodb/output.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import type { Item } from "../../values/attribute.ts";
import { outlasting } from "../outlasting.ts";
import { type Reading, readInput } from "../read-request.ts";
import { MovedItem } from "./moved-item.ts";
import type { Rate } from "./rate.ts";
import type { Chunk, Position, Source } from "./source.ts";

/** What is read of a table. */
export interface TablePart
  extends Pick<Reading, "table" | "index" | "filter" | "select" | "consistent"> {
  /** Parts that are read at the same time: the lanes. */
  readonly segments: number;
  /** The most items that one request looks at. */
  readonly pageSize?: number | undefined;
}

export interface TableSourceOptions {
  /** Holds the read units. */
  readonly rate: Rate;
  /** Where the client leads, for errors. */
  readonly at: Origin;
  /** Attempts that the service throttled. */
  readonly onThrottled?: (attempts: number) => void;
  /** Items that the service looked at, those that a filter leaves out among them. */
  readonly onEvaluated?: (items: number) => void;
}

/** Where a lane is that has been read to its end. */
const ended = null;

/** The bytes that a read unit pays for; half of it unless the read is consistent. */
const unitBytes = 4096;

/** What a request for a page of unknown items asks for at most when units are held to a rate. */
const firstPageItems = 100;

/**
 * A table or index as a source: its segments are the lanes, its pages the chunks, and the keys where
 * pages end the positions. Outlasts throttling. Reads throw a ReplyError.
 */
export function tableSource(client: Client, part: TablePart, options: TableSourceOptions): Source {
  const { segments, table } = part;
  const { rate, at, onThrottled, onEvaluated } = options;
  const input = readInput({ operation: "Scan", ...part });
  const lasting = outlasting(client, throttles => {
    rate.throttled();
    onThrottled?.(throttles.length);
  });
  /** Read units that an item cost so far, over all lanes. */
  const cost = { units: 0, items: 0 };

  const readPage = async (segment: number, start: Item | undefined, signal: AbortSignal) => {
    const limit = pageLimit(rate, cost, part);
    const spent = expectedUnits(cost, limit, part);
    const request: WireInput = {
      ...input,
      ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
      ...(limit !== undefined && { Limit: limit }),
      ...(start !== undefined && { ExclusiveStartKey: start }),
    };
    await rate.spend(spent, signal);
    // Aborted meanwhile, it fails as that.
    const reply = await lasting.send("Scan", request, { signal });
    if (reply.outcome !== "ok") {
      rate.settle(spent, 0);
      throw replyError(reply, table, at);
    }
    const { items, rest } = (() => {
      try {
        return reply.body.itemsApart();
      } catch (cause) {
        throw replyError({ ...reply, outcome: "failed", error: broken(cause) }, table, at);
      }
    })();
    const page = readRest(rest);
    const units = page.units ?? estimatedUnits(items, part.consistent === true);
    rate.settle(spent, units);
    if (page.count !== items.length || isSame(page.lastKey, start)) {
      const error = broken(new Error("its items are not as many as it says, or it never ends"));
      throw replyError({ ...reply, outcome: "failed", error }, table, at);
    }
    cost.units += units;
    cost.items += page.scannedCount;
    onEvaluated?.(page.scannedCount);
    return { items, lastKey: page.lastKey, units };
  };

  async function* read(
    lane: number,
    from: Position | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Chunk, void, undefined> {
    if (from === ended) return;
    let page = readPage(lane, from as Item | undefined, signal);
    for (;;) {
      const { items, lastKey, units } = await page;
      if (lastKey !== undefined) {
        // On its way while this one is worked on; a fault is heard of when it is waited for.
        page = readPage(lane, lastKey, signal);
        page.catch(() => {});
      }
      yield {
        lane,
        records: items.map(text => ({ item: MovedItem.ofText(text), line: 0 })),
        next: lastKey === undefined ? ended : (lastKey as unknown as Position),
        readUnits: units,
      };
      if (lastKey === undefined) return;
    }
  }
  return { lanes: segments, read };
}

/** A page holds a second's worth of units at most, so that no request takes those of many seconds at once. */
function pageLimit(
  rate: Rate,
  cost: { readonly units: number; readonly items: number },
  { pageSize, segments }: TablePart,
): number | undefined {
  const { perSecond } = rate;
  if (perSecond === Number.POSITIVE_INFINITY) return pageSize;
  const ofASecond =
    cost.units === 0
      ? firstPageItems
      : Math.max(1, Math.floor((perSecond * cost.items) / cost.units / segments));
  return Math.min(ofASecond, pageSize ?? ofASecond);
}

const pageBytes = 1024 * 1024;

/** What a page of so many items will cost, as far as that can be known before. */
function expectedUnits(
  cost: { readonly units: number; readonly items: number },
  limit: number | undefined,
  { consistent }: TablePart,
): number {
  const most = pageBytes / unitBytes / (consistent === true ? 1 : 2);
  if (limit === undefined) return most;
  return cost.items === 0 ? 1 : Math.min(most, (cost.units / cost.items) * limit);
}

interface Rest {
  readonly count: number;
  readonly scannedCount: number;
  readonly lastKey: Item | undefined;
  readonly units: number | undefined;
}

function readRest(rest: Readonly<Record<string, unknown>>): Rest {
  const { Count, ScannedCount, LastEvaluatedKey, ConsumedCapacity } = rest as {
    readonly Count?: number;
    readonly ScannedCount?: number;
    readonly LastEvaluatedKey?: Item;
    readonly ConsumedCapacity?: ConsumedCapacity;
  };
  const count = Count ?? Number.NaN;
  return {
    count,
    scannedCount: ScannedCount ?? count,
    lastKey: LastEvaluatedKey,
    units: ConsumedCapacity?.CapacityUnits,
  };
}

/** For services that do not tell: what the items' text is, which is more than what is stored. */
function estimatedUnits(items: readonly string[], consistent: boolean): number {
  const bytes = items.reduce((sum, { length }) => sum + length, 0);
  return Math.max(1, Math.ceil(bytes / unitBytes)) / (consistent ? 1 : 2);
}

function isSame(key: Item | undefined, other: Item | undefined): boolean {
  return key !== undefined && JSON.stringify(key) === JSON.stringify(other);
}

function broken(cause: unknown) {
  return { code: "InvalidReply", message: "the reply is not a page of items", cause };
}
