import { aroundSend } from "../dynamodb/around-send.ts";
import type { Client, Reply } from "../dynamodb/client.ts";
import type { OperationName, WireInput } from "../dynamodb/request.ts";
import { escapeControl } from "../output/escape.ts";
import { formatMs } from "../output/units.ts";
import type { Session } from "./session.ts";

/** A client whose every request is told on stderr with --verbose: what it was, how it ended, how long it took. */
export function told(client: Client, session: Session): Client {
  if (!session.flags.verbose) return client;
  const { monotonic } = session.context;
  return aroundSend(client, async (send, operation, input) => {
    const startMs = monotonic();
    const reply = await send();
    await session.detail(requestText(operation, input, reply, monotonic() - startMs));
    return reply;
  });
}

/** `GetItem Orders: ok after 3 attempts, throttled by TableReadAccountLimitExceeded, 120 ms`. */
function requestText(
  operation: OperationName,
  { TableName: table }: WireInput,
  reply: Reply,
  tookMs: number,
): string {
  const what = typeof table === "string" ? `${operation} ${table}` : operation;
  const end = reply.outcome === "ok" ? "ok" : `${reply.outcome}, ${reply.error.code}`;
  const tries = reply.attempts > 1 ? ` after ${reply.attempts} attempts` : "";
  const reasons = [...new Set(reply.throttles.map(({ reason }) => reason))];
  const throttled = reasons.length > 0 ? `, throttled by ${reasons.join(" and ")}` : "";
  return escapeControl(`${what}: ${end}${tries}${throttled}, ${formatMs(tookMs)} ms`);
}
