/** Those who met over a row are done with it in milliseconds; an instance needs longer to come back. */
const baseMs = { conflict: 5, transient: 50 } as const;
const capMs = { conflict: 1_000, transient: 5_000 } as const;

/** Full jitter: evenly between nothing and an exponentially growing, capped ceiling. `retry` counts from 1. */
export function backoffMs(kind: keyof typeof baseMs, retry: number): number {
  return Math.random() * Math.min(capMs[kind], baseMs[kind] * 2 ** (retry - 1));
}
