import { main } from "../../src/main.ts";
import { type FakeOptions, fakeContext } from "./context.ts";
import { engine } from "./engine.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs dyn within the test, on the worker's engine; for tests that run it often. */
export async function dyn(
  words: readonly string[],
  { input = "", ...options }: FakeOptions & { readonly input?: string } = {},
): Promise<Ran> {
  const { endpoint } = await engine();
  const context = fakeContext(options);
  context.stdin.push(input);
  context.stdin.push(null);
  const code = await main([...words, "-t", endpoint.href], context);
  return { code, ...context.written };
}
