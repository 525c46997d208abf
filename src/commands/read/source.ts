import type { Dynamo } from "../../cli/open.ts";
import { merged } from "../../data/merged.ts";
import { resumeKey } from "../../data/page-token.ts";
import { type Reading, readInput, readingIdentity } from "../../data/read-request.ts";
import { firstLimit, type Page, pages } from "../../dynamodb/paging.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import type { Item } from "../../values/attribute.ts";
import type { Sight } from "./sight.ts";

/** What is read, how much of it, and in which portions. */
export interface Source {
  readonly reading: Reading;
  /** The most items to give; undefined for all. */
  readonly limit: number | undefined;
  /** The most items that one request looks at. */
  readonly pageSize: number | undefined;
  /** Parts that are read at the same time. */
  readonly segments: number;
  /** Where to go on. Throws a "usage" error on use when it is broken or of another query. */
  readonly token: string | undefined;
}

/**
 * The pages of a source; of several segments as they come, the last one cut at the limit.
 * @param keyAttributes those that say where a page ended
 */
export function pagesOf(
  { client, endpoint }: Dynamo,
  source: Source,
  { signal, sight }: { readonly signal: AbortSignal; readonly sight: Sight },
  keyAttributes?: readonly string[],
): AsyncGenerator<Page, void, undefined> {
  const { reading, limit, segments } = source;
  const input = readInput(reading);
  const start = startOf(source);
  const pageSize = pageSizeOf(source);
  const options = {
    signal,
    at: endpoint.url,
    ...(keyAttributes && { keyAttributes }),
    ...(limit !== undefined && { limit }),
    ...(pageSize !== undefined && { pageSize }),
    ...(start && { exclusiveStartKey: start }),
  };
  const part = (segment: number) =>
    sight.watch(
      pages(client, reading.operation, { ...input, ...segmentOf(segment, segments) }, options),
    );
  if (limit !== undefined && segments === 1) return part(0);
  const all = merged(Array.from({ length: segments }, (_, segment) => part(segment)));
  return limit === undefined ? all : cutAt(limit, all);
}

/** Pages of segments up to so many items; where one is cut, the rest of its items is not given. */
async function* cutAt(
  limit: number,
  all: AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  let left = limit;
  for await (const page of all) {
    const items = page.items.slice(0, left);
    yield { ...page, items, count: items.length };
    left -= items.length;
    if (left <= 0) return;
  }
}

/** Segments look at no more than their share of a limit at a time. */
function pageSizeOf({ reading, limit, pageSize, segments }: Source): number | undefined {
  if (limit === undefined || segments === 1 || reading.filter !== undefined) return pageSize;
  return Math.min(Math.ceil(limit / segments), pageSize ?? limit);
}

/** The input of the first request, as `pagesOf` sends it. */
export function firstRequest(source: Source): WireInput {
  const { reading, limit, segments } = source;
  const start = startOf(source);
  const pageSize = pageSizeOf(source);
  const input = readInput(reading);
  const evaluated = firstLimit(input, {
    ...(limit !== undefined && { limit }),
    ...(pageSize !== undefined && { pageSize }),
  });
  return {
    ...input,
    ...segmentOf(0, segments),
    ...(evaluated !== undefined && { Limit: evaluated }),
    ...(start && { ExclusiveStartKey: start }),
  };
}

function startOf({ token, reading }: Source): Item | undefined {
  return token === undefined ? undefined : resumeKey(token, readingIdentity(reading));
}

function segmentOf(segment: number, segments: number): WireInput {
  return segments === 1 ? {} : { Segment: segment, TotalSegments: segments };
}
