/** What a source gives until the signal is aborted, even while it waits for more, as stdin may for ever. */
export async function* untilAborted<T>(
  source: AsyncGenerator<T, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let abort = () => {};
  const onAbort = () => abort();
  signal.addEventListener("abort", onAbort, { once: true });
  // No race with one promise of the abortion: that would hold on to all that was ever given.
  const next = () =>
    new Promise<IteratorResult<T, void> | undefined>((resolve, reject) => {
      abort = () => resolve(undefined);
      source.next().then(resolve, reject);
      if (signal.aborted) abort();
    });
  try {
    for (;;) {
      const result = await next();
      if (result === undefined || result.done === true || signal.aborted) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not awaited: it may be in the middle of something that does not end.
    source.return().catch(() => {});
  }
}
