import { createHash } from "node:crypto";
import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import type { Output } from "../dynamodb/output.ts";
import type { WireInput } from "../dynamodb/request.ts";
import type { Item } from "../values/attribute.ts";
import { canonicalItem } from "../values/canonical.ts";

/** A place between two items of a statement's result. DynamoDB's own tokens stand between its pages only. */
export interface StatementPlace {
  /** The token of the page that the place is in; absent for the first. */
  readonly page?: string;
  /** How many items that page looked at, when it was told how many. */
  readonly evaluated?: number;
  /** Items of that page that have been given. */
  readonly skip: number;
  /** A digest of the last of them. */
  readonly last?: string;
}

export interface StatementPage {
  readonly items: readonly Item[];
  /** Where to go on; undefined at the end. */
  readonly next: StatementPlace | undefined;
  /** Units that it took, when the service tells. */
  readonly units: number | undefined;
  /** Whether the item that a place stood behind is not there as it was, so that some may be missing or come twice. */
  readonly shifted: boolean;
}

export interface StatementPagesOptions extends CallOptions {
  /** The most items to give. */
  readonly limit?: number | undefined;
  /** The most items that one request looks at. */
  readonly pageSize?: number | undefined;
  readonly start?: StatementPlace | undefined;
}

/** Once a page comes back with fewer items than it looked at, the next look at more. */
const growth = 4;
const leastGrown = 100;
const mostEvaluated = 2 ** 31 - 1;

/** Runs a SELECT page after page, holding one at a time. Throws a ReplyError. */
export async function* statementPages(
  client: Client,
  input: WireInput,
  { limit, pageSize, start, ...calling }: StatementPagesOptions = {},
): AsyncGenerator<StatementPage, void, undefined> {
  let remaining = limit ?? Number.POSITIVE_INFINITY;
  let place: StatementPlace | undefined = start ?? { skip: 0 };
  let evaluated = limit;
  while (place !== undefined && remaining > 0) {
    const at: StatementPlace = place;
    // The rest of a page is found within the same page.
    const most: number | undefined = at.skip > 0 ? at.evaluated : least(evaluated, pageSize);
    const output: Output<"ExecuteStatement"> = await call(
      client,
      "ExecuteStatement",
      {
        ...input,
        ...(most !== undefined && { Limit: most }),
        ...(at.page !== undefined && { NextToken: at.page }),
      },
      calling,
    );
    const all = output.Items ?? [];
    const from = startWithin(all, at);
    const items = all.slice(from.at, Math.min(all.length, from.at + remaining));
    remaining -= items.length;
    const given = from.at + items.length;
    const rest: StatementPlace | undefined =
      output.NextToken === undefined ? undefined : { page: output.NextToken, skip: 0 };
    place =
      given < all.length
        ? { ...placeBehind(all[given - 1]), ...pageOf(at.page, most), skip: given }
        : rest;
    yield {
      items,
      next: place,
      units: output.ConsumedCapacity?.CapacityUnits,
      shifted: from.shifted,
    };
    // A page that is not full was filtered: looking at three items at a time would take for ever.
    const isFiltered = most !== undefined && all.length < most;
    if (evaluated !== undefined) {
      evaluated = isFiltered ? Math.max(leastGrown, evaluated * growth) : remaining;
    }
  }
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return Math.min(a, b ?? mostEvaluated, mostEvaluated);
}

/** Behind the item that was given last: by what it is, else, when it is gone, by how many there were. */
function startWithin(
  items: readonly Item[],
  { skip, last }: StatementPlace,
): { readonly at: number; readonly shifted: boolean } {
  if (skip === 0) return { at: 0, shifted: false };
  const before = items[skip - 1];
  if (before !== undefined && digestOf(before) === last) return { at: skip, shifted: false };
  const found = items.findIndex(item => digestOf(item) === last);
  return found < 0 ? { at: skip, shifted: true } : { at: found + 1, shifted: false };
}

function placeBehind(last: Item | undefined): Pick<StatementPlace, "last"> {
  return last === undefined ? {} : { last: digestOf(last) };
}

function pageOf(
  page: string | undefined,
  evaluated: number | undefined,
): Pick<StatementPlace, "page" | "evaluated"> {
  return { ...(page !== undefined && { page }), ...(evaluated !== undefined && { evaluated }) };
}

function digestOf(item: Item): string {
  return createHash("sha256").update(canonicalItem(item)).digest("base64url").slice(0, 12);
}

/** A place as a page token holds it. */
export function placeItem({ page, evaluated, skip, last }: StatementPlace): Item {
  return {
    skip: { N: String(skip) },
    ...(evaluated !== undefined && { evaluated: { N: String(evaluated) } }),
    ...(page !== undefined && { page: { S: page } }),
    ...(last !== undefined && { last: { S: last } }),
  };
}

export function placeFrom({ skip, evaluated, page, last }: Item): StatementPlace {
  return {
    ...(evaluated && "N" in evaluated && { evaluated: Number(evaluated.N) }),
    skip: skip && "N" in skip ? Number(skip.N) : 0,
    ...(page && "S" in page && { page: page.S }),
    ...(last && "S" in last && { last: last.S }),
  };
}
