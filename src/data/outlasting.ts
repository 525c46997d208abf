import type { Client, Reply, SendOptions, ServiceError, Throttle } from "../dynamodb/client.ts";
import { isPassing } from "../dynamodb/network-fault.ts";
import { backoffMs, pause } from "../dynamodb/retry.ts";
import { judge } from "../dynamodb/service-error.ts";

/** Throttled so often one after the other, which takes minutes, a request is given up. */
const mostThrottled = 20;
/** Cut off, or met by a failing service, so often: some 15 seconds, and the client's own retries each time. */
const mostBroken = 10;

/**
 * A client that sends again, ever more slowly, what was throttled, cut off or met by a failing
 * service longer than a client's own retries take: for bulk work, which has time. Only what failed
 * for sure is sent again, which a read always did.
 * @param onThrottles told of the attempts of a request that were throttled, when there were any
 */
export function outlasting(
  client: Client,
  onThrottles: (throttles: readonly Throttle[]) => void = () => {},
): Client {
  const outlast = async (
    send: () => Promise<Reply>,
    options: SendOptions | undefined,
  ): Promise<Reply> => {
    for (let times = 1; ; times += 1) {
      const reply = await send();
      if (reply.throttles.length > 0) onThrottles(reply.throttles);
      if (reply.outcome !== "failed" || times >= mostTimes(reply.error)) return reply;
      if (!(await pause(backoffMs("throttle", times), options?.signal))) return reply;
    }
  };
  return {
    name: client.name,
    prepare: template => {
      const send = client.prepare(template);
      return (scope, options) => outlast(() => send(scope, options), options);
    },
    send: (operation, input, options) =>
      outlast(() => client.send(operation, input, options), options),
    waiting: () => client.waiting(),
    close: () => client.close(),
  };
}

/** Attempts that an error is worth in all. */
function mostTimes(error: ServiceError): number {
  const { remedy } = judge(error);
  if (remedy === "throttle") return mostThrottled;
  return remedy === "transient" || isPassing(error) ? mostBroken : 1;
}
