import type { Client, Reply, ReplyBody } from "../../dynamodb/client.ts";
import type { RequestTemplate } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import type { Consumed, Prepared } from "../target.ts";

/** Which units the requests of an action consume. */
export type Units = "read" | "write";

/** An action that is one request; `itemsOf` counts what an acknowledged one has read or written. */
export function oneRequest(
  client: Client,
  request: RequestTemplate,
  units: Units,
  itemsOf: (body: ReplyBody) => number,
): Prepared {
  const send = client.prepare(request);
  const table = String(request.input.TableName);
  return async (scope, signal) => {
    const reply = await send(scope, signal && { signal });
    throwIfUnsent(reply);
    const { attempts, throttles } = reply;
    if (reply.outcome === "ok") {
      const consumed = consumedBy(table, units, reply.body.capacityUnits());
      const items = itemsOf(reply.body);
      return { status: "ok", attempts, throttles, conflicts: 0, items, consumed };
    }
    const { outcome: status, error } = reply;
    const { code } = error;
    return { status, code, attempts, throttles, conflicts: 0, items: 0, consumed: [] };
  };
}

export function consumedBy(resource: string, units: Units, consumed: number): readonly Consumed[] {
  if (consumed === 0) return [];
  return units === "read"
    ? [{ resource, readUnits: consumed, writeUnits: 0 }]
    : [{ resource, readUnits: 0, writeUnits: consumed }];
}

/** @throws DynError when a request could not even be made, e.g. of a template that divides by zero. */
export function throwIfUnsent(reply: Reply): void {
  if (reply.outcome === "ok" || reply.error.code !== "InvalidRequest") return;
  if (reply.error.cause instanceof DynError) throw reply.error.cause;
}
