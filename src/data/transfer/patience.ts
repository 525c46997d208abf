import type { Client, Reply, ServiceError } from "../../dynamodb/client.ts";
import { aborted } from "../../dynamodb/network-fault.ts";
import type { Clock } from "../../engine/clock.ts";

export interface PatienceOptions {
  readonly clock: Pick<Clock, "after">;
  /** Ends the waiting; the calls that waited fail as interrupted. */
  readonly signal: AbortSignal;
  /** The credentials have expired, and nothing goes on until they are renewed. */
  readonly onPause: (error: ServiceError) => void;
  readonly onResume: () => void;
}

/** How long after a try the next one is made, by all who wait together. */
const intervalMs = 3000;

/**
 * A client whose calls wait while credentials are expired, or cannot be had after they once could,
 * and go on when they are renewed. A call that was refused for them had no effect.
 */
export function patient(client: Client, options: PatienceOptions): Client {
  const { clock, signal, onPause, onResume } = options;
  let worked = false;
  let isPaused = false;
  let interval: Promise<void> | undefined;
  const untilNextTry = () => {
    interval ??= wait(intervalMs, clock, signal).finally(() => {
      interval = undefined;
    });
    return interval;
  };
  const withPatience = async (send: () => Promise<Reply>): Promise<Reply> => {
    for (let hasWaited = false; ; hasWaited = true) {
      const reply = await send();
      const isOver = signal.aborted;
      if (isOver || reply.outcome !== "failed" || !isForCredentials(reply.error, worked)) {
        if (reply.outcome === "ok") worked = true;
        // One that was on its way when they expired proves nothing.
        if (hasWaited && isPaused && reply.outcome === "ok") {
          isPaused = false;
          onResume();
        }
        return reply;
      }
      if (!isPaused) {
        isPaused = true;
        onPause(reply.error);
      }
      await untilNextTry();
      if (signal.aborted) return { ...reply, error: aborted(false).error };
    }
  };
  return {
    name: client.name,
    prepare: template => {
      const send = client.prepare(template);
      return (scope, sending) => withPatience(() => send(scope, sending));
    },
    send: (operation, input, sending) => withPatience(() => client.send(operation, input, sending)),
    waiting: () => client.waiting(),
    close: () => client.close(),
  };
}

function isForCredentials({ code }: ServiceError, worked: boolean): boolean {
  if (code === "ExpiredToken" || code === "ExpiredTokenException") return true;
  return code === "CredentialsUnavailable" && worked;
}

function wait(delayMs: number, clock: Pick<Clock, "after">, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
