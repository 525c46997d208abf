import type { Client, Reply, SendOptions, Throttle } from "../dynamodb/client.ts";
import { backoffMs, pause } from "../dynamodb/retry.ts";
import { judge } from "../dynamodb/service-error.ts";

/** Throttled so often one after the other, which takes minutes, a request is given up. */
const mostThrottled = 20;

/**
 * A client that sends again, ever more slowly, what was throttled longer than a client's own retries
 * take: for bulk work, which has time. What was throttled had no effect.
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
      if (reply.outcome !== "failed" || judge(reply.error).remedy !== "throttle") return reply;
      if (times >= mostThrottled) return reply;
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
