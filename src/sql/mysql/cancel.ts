import type { ConnectOptions } from "../engine.ts";
import { performText } from "./query.ts";
import { driverFor, loggedIn } from "./session.ts";

/** Ends what a thread of the server is at, by another connection; whether it did, nobody is told. */
export async function cancel(
  options: ConnectOptions,
  threadId: number,
  timeoutMs: number,
): Promise<void> {
  const connection = driverFor(options);
  const { stream } = connection as unknown as { readonly stream: { destroy(): void } };
  const timer = setTimeout(() => stream.destroy(), timeoutMs);
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
