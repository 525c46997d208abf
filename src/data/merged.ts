type Source<T> = AsyncGenerator<T, void, undefined>;

/**
 * What several sources give, as it comes. Each is one step ahead of what was taken and no more, so
 * that reading and writing overlap and a slow consumer slows them all. The first fault ends it.
 */
export async function* merged<T>(sources: readonly Source<T>[]): Source<T> {
  const steps = new Map<
    Source<T>,
    Promise<{ source: Source<T>; result: IteratorResult<T, void> }>
  >();
  const advance = (source: Source<T>) => {
    const step = source.next().then(result => ({ source, result }));
    // A fault that nobody waits for any more is no fault.
    step.catch(() => {});
    // Deleted first, to stand at the end: the race prefers those before.
    steps.delete(source);
    steps.set(source, step);
  };
  for (const source of sources) advance(source);
  try {
    while (steps.size > 0) {
      const { source, result } = await Promise.race(steps.values());
      if (result.done === true) {
        steps.delete(source);
      } else {
        advance(source);
        yield result.value;
      }
    }
  } finally {
    // Not awaited: a source in the middle of a request would hold back the fault of another.
    for (const source of sources) source.return().catch(() => {});
  }
}
