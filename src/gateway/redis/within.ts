/** What the promise gives, or an error when that takes longer. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // An answer that has come already, and waits for this process to look at it, is still taken.
      setImmediate(() => reject(new Error("no answer in time")));
    }, ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
