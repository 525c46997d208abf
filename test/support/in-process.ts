import { main } from "../../src/main.ts";
import type { CliOptions, CliResult } from "./cli.ts";
import { type FakeOptions, fakeContext } from "./context.ts";
import { engine } from "./engine.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface RunOptions extends FakeOptions {
  readonly input?: string;
}

/** Runs dyn within the test, on the worker's engine; for tests that run it often. */
export async function dyn(words: readonly string[], options?: RunOptions): Promise<Ran> {
  const { endpoint } = await engine();
  return dynAnywhere([...words, "-t", endpoint.href], options);
}

/** The same on whatever target the words name. */
export async function dynAnywhere(
  words: readonly string[],
  { input = "", ...options }: RunOptions = {},
): Promise<Ran> {
  const context = fakeContext(options);
  context.stdin.push(input);
  context.stdin.push(null);
  const code = await main(words, context);
  return { code, ...context.written };
}

/**
 * What `runDyn` gives, without a process of its own: for what is no matter of processes, streams and
 * signals. Nothing of this process's environment is seen.
 */
export async function runHere(
  words: readonly string[],
  options: Pick<CliOptions, "cwd" | "env" | "input"> = {},
): Promise<CliResult> {
  const { out, err, code } = await dynAnywhere(words, options);
  return { stdout: out, stderr: err, code };
}
