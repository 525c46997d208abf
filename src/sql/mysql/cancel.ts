import type { ConnectOptions } from "../engine.ts";
import { performText } from "./query.ts";
import { driverFor, loggedIn, streamOf } from "./session.ts";

/** Ends what a thread of the server is at, by another connection; whether it did, nobody is told. */
export async function cancel(
  options: ConnectOptions,
  threadId: number,
  timeoutMs: number,
): Promise<void> {
  const connection = driverFor(options);
  const timer = setTimeout(() => streamOf(connection).destroy(), timeoutMs);
  try {
    await loggedIn(connection);
    await performText(connection, `KILL QUERY ${threadId}`);
  } catch {
    // There is nobody to tell.
  } finally {
    clearTimeout(timer);
    connection.destroy();
  }
}
