import type { Client, Reply, ReplyBody } from "../../dynamodb/client.ts";
import type { RequestTemplate } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import type { Outcome, Prepared } from "../target.ts";

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
  return async (scope, signal) => {
    const reply = await send(scope, signal && { signal });
    throwIfUnsent(reply);
    const { attempts, throttles } = reply;
    if (reply.outcome === "ok") {
      const consumed = consumedUnits(units, reply.body.capacityUnits());
      return { status: "ok", attempts, throttles, items: itemsOf(reply.body), ...consumed };
    }
    const { outcome: status, error } = reply;
    return { status, code: error.code, attempts, throttles, items: 0, ...consumedUnits(units, 0) };
  };
}

export function consumedUnits(
  units: Units,
  consumed: number,
): Pick<Outcome, "readUnits" | "writeUnits"> {
  return units === "read"
    ? { readUnits: consumed, writeUnits: 0 }
    : { readUnits: 0, writeUnits: consumed };
}

/** @throws DynError when a request could not even be made, e.g. of a template that divides by zero. */
export function throwIfUnsent(reply: Reply): void {
  if (reply.outcome === "ok" || reply.error.code !== "InvalidRequest") return;
  if (reply.error.cause instanceof DynError) throw reply.error.cause;
}
