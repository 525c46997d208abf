/** How long something may take yet. */
export interface Deadline {
  /** Aborts when the time is over, and when the caller does. */
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  isOver(): boolean;
  /** Whether half of the time has gone: too late to begin what may take long. */
  isLate(): boolean;
}

/** Runs something that ends with its caller, or when its time is over. */
export async function within<T>(
  ms: number,
  caller: AbortSignal | undefined,
  now: () => number,
  use: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const startedAt = now();
  let over = false;
  const end = () => controller.abort(caller?.reason);
  const timer = setTimeout(() => {
    over = true;
    controller.abort();
  }, ms);
  caller?.addEventListener("abort", end, { once: true });
  if (caller?.aborted) end();
  try {
    return await use({
      signal: controller.signal,
      isOver: () => over,
      isLate: () => now() - startedAt > ms / 2,
    });
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", end);
  }
}
