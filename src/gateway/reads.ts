import type { CacheTag, FreshAnswer } from "./cache.ts";
import type { Principal } from "./principal.ts";

/** How items are told: plain JSON, an item a line, or DynamoDB's typed JSON. */
export const mediaTypes = [
  "application/json",
  "application/x-ndjson",
  "application/vnd.dyn.dynamodb+json",
] as const;
export type MediaType = (typeof mediaTypes)[number];

/** Parameters of a query string as they came, already held against their schema. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ReadRequest {
  readonly principal: Principal;
  readonly table: string;
  readonly media: MediaType;
  readonly what:
    | {
        readonly kind: "item";
        readonly pk: string;
        readonly sk: string | undefined;
        readonly parameters: Parameters;
      }
    | { readonly kind: "items" | "scan"; readonly parameters: Parameters }
    /** The body as it came: its numbers keep their digits. */
    | { readonly kind: "query"; readonly body: string };
}

/** A request that has been understood and is allowed. */
export interface PreparedRead {
  readonly tag: CacheTag;
  /** False for consistent reads, and where the table is not cached. */
  readonly isCacheable: boolean;
  /** Reads, books the read units that it took, and writes the answer. Throws a Problem. */
  make(signal: AbortSignal): Promise<FreshAnswer>;
  /**
   * Where all pages were asked for (`all`, with ndjson only): lines as they are read, under the
   * reader's back pressure. A fault in the middle throws, and the connection is to be cut.
   */
  stream?(signal: AbortSignal): AsyncIterable<string>;
}

/** What the service reads, in the terms of HTTP's inputs and outputs. Everything throws a Problem. */
export interface Reads {
  /** The tables that the principal may read: the body of an answer. */
  tables(principal: Principal, signal: AbortSignal): Promise<string>;
  /** One table's key, indexes and limits: the body of an answer. */
  table(principal: Principal, name: string, signal: AbortSignal): Promise<string>;
  prepare(request: ReadRequest, signal: AbortSignal): Promise<PreparedRead>;
  /** A CacheTag's `partition`, of a partition key's value as it stands in a URL. */
  partition(table: string, pk: string, signal: AbortSignal): Promise<string>;
}
