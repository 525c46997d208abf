import { DynError } from "../../errors.ts";
import type { ServerConnection } from "../engine.ts";

/** For the server to give up what is under way and for it to be rolled back; then the connection is cut. */
const graceMs = 1_000;

/**
 * Does something by a connection that ends soon after the signal, whether or not the server hears.
 * Throws an "interrupted" error then.
 */
export async function interruptible<T>(
  session: ServerConnection,
  signal: AbortSignal,
  use: () => Promise<T>,
): Promise<T> {
  mustGoOn(signal);
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    void session.cancel();
    timer = setTimeout(() => session.destroy(), graceMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await use();
  } catch (error) {
    if (signal.aborted) throw new DynError("interrupted", "interrupted", { cause: error });
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    clearTimeout(timer);
  }
}

/** Throws an "interrupted" error after the signal. */
export function mustGoOn(signal: AbortSignal): void {
  if (signal.aborted) throw new DynError("interrupted", "interrupted");
}
