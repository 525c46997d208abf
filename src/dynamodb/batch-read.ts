import type { Item } from "../values/attribute.ts";
import type { Client, Reply, SendOptions, ServiceError, Throttle } from "./client.ts";
import type { Output } from "./output.ts";
import type { WireInput } from "./request.ts";
import { backoffMs, pause } from "./retry.ts";
import { judge } from "./service-error.ts";

/** What became of one batch of keys. */
export interface BatchReadOutcome {
  readonly items: readonly Item[];
  /** Keys that were not read, and why; none when `error` is undefined. */
  readonly unread: readonly Item[];
  readonly error?: Pick<ServiceError, "code" | "message">;
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
}

export interface BatchReadOptions extends SendOptions {
  /** BatchGetItem calls in a row that read nothing more, before the rest is given up. */
  readonly rounds?: number;
  /** `ConsistentRead`, `ProjectionExpression` and the like. */
  readonly attributes?: WireInput;
}

const defaultRounds = 10;

/**
 * Gets at most 100 items by key. Keys that the service leaves unprocessed are asked for again, with
 * exponential backoff. Never rejects. The order of items is the service's.
 */
export async function readBatch(
  client: Client,
  table: string,
  keys: readonly Item[],
  options: BatchReadOptions = {},
): Promise<BatchReadOutcome> {
  const rounds = options.rounds ?? defaultRounds;
  const items: Item[] = [];
  const throttles: Throttle[] = [];
  let unread = keys;
  let attempts = 0;
  for (let round = 1; unread.length > 0; round += 1) {
    const before = unread.length;
    const input = { RequestItems: { [table]: { ...options.attributes, Keys: unread } } };
    const reply: Reply = await client.send("BatchGetItem", input, options);
    attempts += reply.attempts;
    throttles.push(...reply.throttles);
    let error: Pick<ServiceError, "code" | "message"> = unprocessed;
    if (reply.outcome === "ok") {
      const output = reply.body.json() as Output<"BatchGetItem">;
      items.push(...(output.Responses?.[table] ?? []));
      unread = output.UnprocessedKeys?.[table]?.Keys ?? [];
    } else {
      error = reply.error;
      if (judge(reply.error).remedy !== "throttle") {
        return { items, unread, error, attempts, throttles };
      }
    }
    if (unread.length === 0) break;
    if (unread.length < before) round = 1;
    if (round >= rounds || !(await pause(backoffMs("throttle", round), options.signal))) {
      return { items, unread, error, attempts, throttles };
    }
  }
  return { items, unread: [], attempts, throttles };
}

const unprocessed = { code: "UnprocessedKeys", message: "the service left keys unread each time" };
