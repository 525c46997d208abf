import { watchAbort } from "../dynamodb/abort-hub.ts";
import type { SqlFault } from "./database.ts";
import type { Reply, ServerConnection } from "./engine.ts";
import { aborted, noReply } from "./faults.ts";

export interface Limits {
  /** The server ends what takes longer; somewhat later, we do. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** After which a server that has not ended a statement by itself is taken for silent. */
const graceMs = 1_000;

/**
 * Watches over what is under way on a connection. The function that it returns ends that, and says
 * what came in between: the signal, or silence.
 * @param shared others have statements under way there, which cannot be cancelled apart
 */
export function supervise(
  connection: ServerConnection,
  { timeoutMs, signal }: Limits,
  shared = false,
): () => SqlFault | undefined {
  let verdict: SqlFault | undefined;
  const silent = () => {
    verdict ??= noReply(timeoutMs + graceMs);
    connection.destroy();
  };
  let timer = setTimeout(silent, timeoutMs + graceMs);
  const abort = () => {
    verdict = aborted();
    clearTimeout(timer);
    timer = setTimeout(cut, graceMs);
    if (!shared) void connection.cancel();
  };
  const cut = () => {
    if (shared) void connection.cancel();
    connection.destroy();
  };
  const hub = signal && watchAbort(signal, abort);
  return () => {
    clearTimeout(timer);
    hub?.delete(abort);
    // A request to cancel may come late, and meet another statement.
    if (verdict && !shared) connection.destroy();
    return verdict;
  };
}

/** The reply, with what really ended it. */
export function judged(reply: Reply, verdict: SqlFault | undefined): Reply {
  return verdict === undefined || reply.ok ? reply : { ...reply, fault: verdict };
}
