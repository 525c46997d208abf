import type { Reply } from "../../dynamodb/client.ts";
import type { RequestNode } from "../../dynamodb/request.ts";
import { backoffMs, pause } from "../../dynamodb/retry.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { ItemTemplate } from "../../template/template.ts";
import type { Prepared } from "../target.ts";
import type { Meter } from "./capacity.ts";
import { capturedItems } from "./captured.ts";
import { withDistinctKeys } from "./holes.ts";
import { Ledger } from "./ledger.ts";
import type { Preparation } from "./one-request.ts";
import { OperationScope } from "./operation-scope.ts";

export interface Batch {
  readonly operation: "BatchGetItem" | "BatchWriteItem";
  /** The member of a reply that holds what is left to do, in the form of RequestItems. */
  readonly left: "UnprocessedKeys" | "UnprocessedItems";
  readonly table: string;
  /** The template of the items' keys. */
  readonly key: ItemTemplate;
  /** What to do with the table; its hole sets the scope's `size`. */
  readonly request: RequestNode;
  readonly meter: Meter;
}

/** Calls for one batch without any progress, the first included; each has the client's own retries besides. */
const maxIdleRounds = 10;

/**
 * An action on several items at once. What the service leaves undone is sent again, with
 * exponential backoff; each time counts as a throttle by the name of the member that told. It is
 * ok when everything is done; a key that is not there is no fault.
 */
export function prepareBatch(
  { client, capture, retryConflicts }: Preparation,
  batch: Batch,
): Prepared {
  const { operation, left, table, key, request } = batch;
  const input = { RequestItems: { [table]: request }, ...batch.meter.input };
  const send = client.prepare({ operation, input });
  // Different indexes nearly always have different keys, and making sure of it costs a batch of a
  // hundred keys more than making them: so it is looked for once the service has refused one.
  let coinciding = false;
  return async (scope, signal) => {
    const own = new OperationScope(scope);
    own.distinct = coinciding;
    const options = signal && { signal };
    const ledger = new Ledger(retryConflicts, signal);
    const captured: TemplateValue[] = [];
    let open: unknown;
    let openCount = Number.POSITIVE_INFINITY;
    const again = (): Promise<Reply> =>
      open === undefined
        ? send(own, options)
        : client.send(operation, { ...input, RequestItems: open }, options);
    let idleRounds = 0;
    for (;;) {
      let reply = await ledger.call(again);
      if (isRefused(reply) && !own.distinct && withDistinctKeys(key, own) !== own) {
        coinciding = true;
        own.distinct = true;
        reply = await ledger.call(again);
      }
      if (reply.outcome !== "ok") return ledger.failed(reply.error);
      const { body } = reply;
      ledger.consume(batch.meter.read(body));
      if (capture) captured.push(...itemsOf(table, body.member("Responses")));
      open = body.member(left);
      const stillOpen = countOf(open);
      if (operation === "BatchGetItem") ledger.items += body.itemCount();
      else ledger.items = own.size - stillOpen;
      if (stillOpen === 0) return capture ? ledger.ok(captured) : ledger.ok();
      idleRounds = stillOpen < openCount ? 1 : idleRounds + 1;
      openCount = stillOpen;
      ledger.leftUndone(left);
      if (
        idleRounds >= maxIdleRounds ||
        !(await pause(backoffMs("throttle", idleRounds), signal))
      ) {
        return ledger.failed({ code: left, message: "the service left it undone each time" });
      }
    }
  };
}

/** As a batch is that names a key twice. */
function isRefused(reply: Reply): boolean {
  return reply.outcome === "failed" && reply.error.code === "ValidationException";
}

function itemsOf(table: string, responses: unknown): readonly TemplateValue[] {
  return capturedItems((responses as Readonly<Record<string, unknown>> | undefined)?.[table]);
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
