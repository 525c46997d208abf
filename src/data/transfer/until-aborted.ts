/** What a source gives until the signal is aborted, even while it waits for more, as stdin may for ever. */
export async function* untilAborted<T>(
  source: AsyncGenerator<T, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let abort = () => {};
  const aborted = new Promise<undefined>(resolve => {
    abort = () => resolve(undefined);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    for (;;) {
      const step = source.next();
      // A fault that nobody waits for any more is no fault.
      step.catch(() => {});
      const result = await Promise.race([step, aborted]);
      if (result === undefined || result.done === true || signal.aborted) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: it may be in the middle of something that does not end.
    source.return().catch(() => {});
  }
}
