import type { Client, Throttle } from "../../dynamodb/client.ts";
import type { RequestNode } from "../../dynamodb/request.ts";
import { backoffMs, pause } from "../../dynamodb/retry.ts";
import type { ItemTemplate } from "../../template/template.ts";
import type { Outcome, Prepared } from "../target.ts";
import { withDistinctKeys } from "./holes.ts";
import { consumedBy, throwIfUnsent, type Units } from "./outcome.ts";

export interface Batch {
  readonly operation: "BatchGetItem" | "BatchWriteItem";
  /** The member of a reply that holds what is left to do, in the form of RequestItems. */
  readonly left: "UnprocessedKeys" | "UnprocessedItems";
  readonly units: Units;
  readonly table: string;
  /** What to do with the table. */
  readonly request: RequestNode;
  readonly key: ItemTemplate;
}

/** Calls for one batch, the first included; each has the client's own retries besides. */
const maxRounds = 10;

/**
 * An action on several items at once. What the service leaves undone is sent again, with
 * exponential backoff; each time counts as a throttle by the name of the member that told. It is
 * ok when everything is done; a key that is not there is no fault.
 */
export function prepareBatch(client: Client, batch: Batch): Prepared {
  const { operation, left, units, table, request, key } = batch;
  const input = { RequestItems: { [table]: request }, ReturnConsumedCapacity: "TOTAL" };
  const send = client.prepare({ operation, input });
  return async (scope, signal) => {
    const distinct = withDistinctKeys(key, scope);
    const size = distinct.indexes?.length ?? 0;
    const options = signal && { signal };
    const throttles: Throttle[] = [];
    let attempts = 0;
    let consumed = 0;
    let openCount = size;
    const end = (status: Outcome["status"], code?: string): Outcome => ({
      status,
      ...(code !== undefined && { code }),
      attempts,
      throttles,
      items: size - openCount,
      conflicts: 0,
      consumed: consumedBy(table, units, consumed),
    });
    let reply = await send(distinct, options);
    for (let round = 1; ; round += 1) {
      throwIfUnsent(reply);
      attempts += reply.attempts;
      throttles.push(...reply.throttles);
      if (reply.outcome !== "ok") return end(reply.outcome, reply.error.code);
      consumed += reply.body.capacityUnits();
      const open = reply.body.has(left) ? reply.body.json()[left] : undefined;
      openCount = countOf(open);
      if (openCount === 0) return end("ok");
      throttles.push({ reason: left });
      if (round >= maxRounds || !(await pause(backoffMs("throttle", round), signal))) {
        return end("failed", left);
      }
      const again = { ...input, RequestItems: open };
      reply = await client.send(operation, again, options);
    }
  };
}

type RequestItems = Readonly<
  Record<string, readonly unknown[] | { readonly Keys?: readonly unknown[] }>
>;

/** How many requests, or keys, a RequestItems holds. */
function countOf(open: unknown): number {
  return Object.values((open ?? {}) as RequestItems)
    .map(requests => ("Keys" in requests ? requests.Keys : requests))
    .reduce((count, list) => count + (Array.isArray(list) ? list.length : 0), 0);
}
