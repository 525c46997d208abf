import type { CallOptions } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { keyOf } from "../dynamodb/key.ts";
import { pages } from "../dynamodb/paging.ts";
import type { Item } from "../values/attribute.ts";
import { outlasting } from "./outlasting.ts";
import { readInput } from "./read-request.ts";

/** The part of a table that is read. */
export interface KeysPart {
  readonly table: string;
  readonly keyAttributes: readonly string[];
  readonly segment: number;
  readonly segments: number;
}

/**
 * The keys of all items of a segment, page by page, as last written. Outlasts throttling.
 * Throws a ReplyError.
 */
export async function* keyPages(
  client: Client,
  { table, keyAttributes, segment, segments }: KeysPart,
  options: CallOptions = {},
): AsyncGenerator<readonly Item[], void, undefined> {
  const input = {
    ...readInput({
      operation: "Scan",
      table,
      select: keyAttributes.map(name => [name]),
      consistent: true,
    }),
    Segment: segment,
    TotalSegments: segments,
  };
  for await (const page of pages(outlasting(client), "Scan", input, options)) {
    yield page.items.flatMap(item => {
      const key = keyOf(item, keyAttributes);
      return key === undefined ? [] : [key];
    });
  }
}
