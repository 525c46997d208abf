import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "./host.ts";
import { endProcess } from "./processes.ts";
import { isAlive, type ServerProcess } from "./state.ts";

export interface EndingOptions {
  /** The signal that asks it to end in order. */
  readonly signal: "TERM" | "INT";
  /** How long a server that was asked to end may take before it is ended. */
  readonly patienceMs: number;
}

/** Ends a server that is alive, in order if it does so in time, and waits until it is gone. False when it stays. */
export async function endServer(
  host: Pick<Host, "platform" | "monotonic">,
  server: ServerProcess,
  { signal, patienceMs }: EndingOptions,
): Promise<boolean> {
  for (const next of [signal, "KILL"] as const) {
    await endProcess(server.pid, host.platform, next);
    const deadlineMs = host.monotonic() + patienceMs;
    for (;;) {
      if (!(await isAlive(server, host.platform))) return true;
      if (host.monotonic() > deadlineMs) break;
      await sleep(10);
    }
  }
  return false;
}
