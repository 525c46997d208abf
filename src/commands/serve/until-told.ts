/** Resolves once a signal has told the process to end. */
export function untilTold(told: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (told.aborted) resolve();
    else told.addEventListener("abort", () => resolve(), { once: true });
  });
}
