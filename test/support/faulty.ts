import { main } from "../../src/main.ts";
import { fakeContext } from "./context.ts";
import { engine } from "./engine.ts";
import { type Fault, startFaultProxy } from "./fault-proxy.ts";
import type { Ran } from "./in-process.ts";

/** Runs dyn on this file's engine through a proxy that meets the operation's first requests with these faults, in order. */
export async function dynWithFaults(
  operation: string,
  faults: readonly Fault[],
  words: readonly string[],
  input = "",
): Promise<Ran & { readonly bodies: readonly string[] }> {
  const left = [...faults];
  const proxy = await startFaultProxy((await engine()).endpoint, (_n, asked) =>
    asked === operation ? left.shift() : undefined,
  );
  try {
    const context = fakeContext();
    context.stdin.push(input);
    context.stdin.push(null);
    const code = await main([...words, "-t", proxy.url.href], context);
    const bodies = proxy.seen.filter(seen => seen.operation === operation).map(({ body }) => body);
    return { code, ...context.written, bodies };
  } finally {
    await proxy.close();
  }
}
