import { setMaxListeners } from "node:events";
import type { CacheTag, FreshAnswer } from "../../../src/gateway/cache.ts";

/** Of those who never leave. */
export const never = new AbortController().signal;
setMaxListeners(0, never);

export const orders: CacheTag = { table: "Orders", partition: "S1" };

/** An answer with this body, to be kept for so long. */
export function fresh(body: string, ttlMs = 60_000, tag: CacheTag = orders): FreshAnswer {
  return { ...tag, body, contentType: "application/json", consumed: 0.5, ttlMs };
}

/** A call that a test lets end, and that counts how often it was begun. */
export function held() {
  const calls: AbortSignal[] = [];
  let begin = () => {};
  const begun = new Promise<void>(resolve => {
    begin = resolve;
  });
  let give: (answer: FreshAnswer) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const promise = new Promise<FreshAnswer>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  return {
    calls,
    /** Once it is called. */
    begun,
    give,
    fail,
    make: (signal: AbortSignal) => {
      calls.push(signal);
      begin();
      return promise;
    },
  };
}
