import type { Reply, ServiceError } from "../../dynamodb/client.ts";
import { backoffMs, pause } from "../../dynamodb/retry.ts";
import { judge } from "../../dynamodb/service-error.ts";
import { isConflict } from "./faults.ts";
import { conflictBackoffMs } from "./ledger.ts";

/**
 * Tries of one read, beside the client's own, of which a rough run may have left none: a check is
 * worth some seconds.
 */
const maxTries = 10;
/** A load that goes on may be in the way again and again. */
const maxConflicts = 60;

/** Ends of a call that another try may soon better; who is silent was waited for long enough. */
const passing: ReadonlySet<string> = new Set([
  "ConnectionReset",
  "ConnectionFailed",
  "ConnectionTimedOut",
  "TruncatedReply",
]);

/** Reads, and again while what is in the way may pass. Undefined: it was read. */
export async function readPersistently<Ended extends Reply | undefined>(
  read: () => Promise<Ended>,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  let conflicts = 0;
  for (let tries = 1; ; ) {
    const reply = await read();
    if (reply === undefined || reply.outcome === "ok") return reply;
    let waitMs: number;
    if (isConflict(reply.error)) {
      conflicts += 1;
      if (conflicts > maxConflicts) return reply;
      waitMs = conflictBackoffMs(conflicts);
    } else {
      if (tries >= maxTries || !mayPass(reply.error)) return reply;
      waitMs = backoffMs("throttle", tries);
      tries += 1;
    }
    // Cut short by the signal, the next try says so.
    await pause(waitMs, signal);
  }
}

function mayPass(error: ServiceError): boolean {
  const { remedy } = judge(error);
  return passing.has(error.code) || remedy === "transient" || remedy === "throttle";
}
