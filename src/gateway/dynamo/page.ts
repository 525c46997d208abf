import { type Reading, readInput } from "../../data/read-request.ts";
import { type KeyedTable, positionNames } from "../../data/table-keys.ts";
import type { CallOptions } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { type Page, pages } from "../../dynamodb/paging.ts";
import type { Item } from "../../values/attribute.ts";
import type { PageAnswer, PageAsk, Total } from "../ask.ts";
import type { Spent } from "../store.ts";
import type { Deadline } from "./deadline.ts";
import { backendProblem, isPassing } from "./fault.ts";

/** Pages of DynamoDB's that one request reads at most to fill one of its own. */
const mostPages = 10;

/** With what and how long something is read. */
export interface Reader {
  readonly client: Client;
  readonly at: CallOptions["at"] & object;
  readonly caller: AbortSignal;
  readonly deadline: Deadline;
  readonly spent: Spent;
}

/**
 * A page of as many items as were asked for, or of those that were found in the time and the pages
 * that one request has. What was read is given also where DynamoDB then fails: the rest has a place
 * to go on from.
 */
export async function readPage(
  reader: Reader,
  ask: PageAsk,
  table: KeyedTable,
): Promise<Omit<PageAnswer, "total">> {
  const { client, at, deadline } = reader;
  const reading = readingOf(ask);
  const items: Item[] = [];
  const tally = new Tally(reader.spent);
  let lastKey = ask.start;
  const all = pages(client, reading.operation, readInput(reading), {
    at,
    signal: deadline.signal,
    limit: ask.pageSize,
    keyAttributes: positionNames(table, ask.index),
    ...(ask.start && { exclusiveStartKey: ask.start }),
  });
  try {
    for await (const page of all) {
      tally.add(page);
      items.push(...page.items);
      lastKey = page.lastKey;
      if (tally.pages >= mostPages || deadline.isLate()) break;
    }
  } catch (error) {
    const problem = problemOf(reader, error);
    if (tally.pages === 0 || !isPassing(problem)) throw problem;
  }
  const { count, scannedCount, consumed } = tally;
  return { items, count, scannedCount, consumed, lastKey };
}

/** How many items there are on all pages, as far as the bound of scanned items and the time reach. */
export async function countAll(reader: Reader, ask: PageAsk, mostItems: number): Promise<Counted> {
  const { client, at, deadline } = reader;
  const reading = { ...readingOf(ask), select: undefined, count: true };
  const tally = new Tally(reader.spent);
  const options = { at, signal: deadline.signal, pageSize: mostItems };
  const total = (isLowerBound: boolean): Counted => ({
    total: { count: tally.count, isLowerBound },
    consumed: tally.consumed,
  });
  try {
    for await (const page of pages(client, reading.operation, readInput(reading), options)) {
      tally.add(page);
      if (tally.scannedCount >= mostItems) return total(page.lastKey !== undefined);
    }
  } catch (error) {
    const problem = problemOf(reader, error);
    if (!isPassing(problem)) throw problem;
    return total(true);
  }
  return total(false);
}

export interface Counted {
  readonly total: Total;
  readonly consumed: number | null;
}

function readingOf({ kind, table, index, where, filter, select, ...ask }: PageAsk): Reading {
  const operation = kind === "query" ? "Query" : "Scan";
  const { descending, consistent } = ask;
  return { operation, table, index, where, filter, select, descending, consistent };
}

function problemOf({ caller, deadline }: Reader, error: unknown): unknown {
  return backendProblem(error, { caller, isOver: deadline.isOver() });
}

/** What several pages come to. */
class Tally {
  pages = 0;
  count = 0;
  scannedCount = 0;
  consumed: number | null = null;
  readonly #spent: Spent;

  constructor(spent: Spent) {
    this.#spent = spent;
  }

  add({ count, scannedCount, consumed }: Page): void {
    this.pages += 1;
    this.count += count;
    this.scannedCount += scannedCount;
    const units = consumed?.CapacityUnits;
    if (units === undefined) return;
    this.consumed = (this.consumed ?? 0) + units;
    this.#spent(units);
  }
}
