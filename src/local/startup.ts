import { DynError } from "../errors.ts";

/** How long an engine may take until it answers. It needs some 15 ms; a busy machine more. */
export const startupTimeoutMs = 15_000;

/** How often a start is tried when another program takes the port first. */
export const startAttempts = 5;

/** The engine says that it listens once the port is its own. */
export function saysListening(output: string): boolean {
  return /\blistening on\b/i.test(output);
}

/** The engine gave up because the port belongs to another program. */
export function saysPortTaken(output: string): boolean {
  return /\bin use\b/i.test(output);
}

/** Why an engine that was started is not there, in its own last words. `directory` is where it writes. */
export function startupError(binary: string, output: string, directory?: string): DynError {
  const words = output
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "");
  const last = words.at(-1)?.replace(/^(error: |Internal error: )+/, "") ?? "it said nothing";
  const room = directory === undefined ? "" : `see whether there is room in ${directory}, and `;
  return new DynError("connection", `the embedded engine did not start: ${last}`, {
    hint: `${room}see whether it runs at all: ${binary} --version`,
  });
}

/** Why an engine that runs is of no use. */
export function startupTimeout(binary: string): DynError {
  return new DynError(
    "connection",
    `the embedded engine did not answer within ${startupTimeoutMs / 1000} s`,
    { hint: `see whether it runs at all: ${binary} --version` },
  );
}

export function serveArguments(host: string, port: number): string[] {
  return ["serve", "--host", host, "--port", String(port)];
}
