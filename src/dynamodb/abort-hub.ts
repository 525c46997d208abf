/**
 * Many calls share one AbortSignal. Its own listener list is searched on every removal; a set a
 * signal, with one listener beneath it, is not, and costs a tenth. Nor does Node warn of a leak
 * when more than ten wait.
 */
const hubs = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal aborts, unless the returned set has lost the callback by then. */
export function watchAbort(signal: AbortSignal, callback: () => void): Set<() => void> {
  let hub = hubs.get(signal);
  if (hub === undefined) {
    const made = new Set<() => void>();
    hub = made;
    hubs.set(signal, made);
    signal.addEventListener("abort", () => {
      for (const waiting of [...made]) waiting();
    });
  }
  hub.add(callback);
  return hub;
}
