import type { CallOptions } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { keyOf } from "../dynamodb/key.ts";
import { pages } from "../dynamodb/paging.ts";
import { backoffMs, pause } from "../dynamodb/retry.ts";
import { judge } from "../dynamodb/service-error.ts";
import type { Item } from "../values/attribute.ts";
import { readInput } from "./read-request.ts";

/** The part of a table that is read. */
export interface KeysPart {
  readonly table: string;
  readonly keyAttributes: readonly string[];
  readonly segment: number;
  readonly segments: number;
}

/** Throttled so often one after the other, which takes minutes, a reading ends. */
const patience = 20;

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
  let start: Item | undefined;
  for (let throttles = 0; ; ) {
    const from = start && { exclusiveStartKey: start };
    try {
      for await (const page of pages(client, "Scan", input, { ...options, ...from })) {
        yield page.items.flatMap(item => {
          const key = keyOf(item, keyAttributes);
          return key === undefined ? [] : [key];
        });
        start = page.lastKey;
        throttles = 0;
      }
      return;
    } catch (error) {
      throttles += 1;
      if (!isThrottled(error) || throttles >= patience) throw error;
      if (!(await pause(backoffMs("throttle", throttles), options.signal))) throw error;
    }
  }
}

function isThrottled(error: unknown): boolean {
  return error instanceof ReplyError && judge(error.service).remedy === "throttle";
}
