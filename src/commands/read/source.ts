import type { Dynamo } from "../../cli/open.ts";
import { merged } from "../../data/merged.ts";
import { resumeKey } from "../../data/page-token.ts";
import { type Reading, readInput, readingIdentity } from "../../data/read-request.ts";
import { firstLimit, type Page, pages } from "../../dynamodb/paging.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import type { Item } from "../../values/attribute.ts";

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
 * The pages of a source; of several segments as they come.
 * @param keyAttributes those that say where a page ended
 */
export function pagesOf(
  { client, endpoint }: Dynamo,
  source: Source,
  signal: AbortSignal,
  keyAttributes?: readonly string[],
): AsyncGenerator<Page, void, undefined> {
  const { reading, limit, pageSize, segments } = source;
  const input = readInput(reading);
  const start = startOf(source);
  const options = {
    signal,
    at: endpoint.url,
    ...(keyAttributes && { keyAttributes }),
    ...(limit !== undefined && { limit }),
    ...(pageSize !== undefined && { pageSize }),
    ...(start && { exclusiveStartKey: start }),
  };
  if (limit !== undefined) return pages(client, reading.operation, input, options);
  return merged(
    Array.from({ length: segments }, (_, segment) =>
      pages(client, reading.operation, { ...input, ...segmentOf(segment, segments) }, options),
    ),
  );
}

/** The input of the first request, as `pagesOf` sends it. */
export function firstRequest(source: Source): WireInput {
  const { reading, limit, pageSize, segments } = source;
  const start = startOf(source);
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
