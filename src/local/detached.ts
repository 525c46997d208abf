import type { EngineState } from "./engine-state.ts";
import type { Host } from "./host.ts";
import { startLatched } from "./latched.ts";
import { loopback } from "./port.ts";
import { saysListening, serveArguments, startupTimeout, startupTimeoutMs } from "./startup.ts";
import { writeState } from "./state.ts";

/** Where the shared engine keeps its things. */
export interface EngineFiles {
  readonly directory: string;
  readonly database: string;
  readonly state: string;
  readonly log: string;
}

/** The engine that was started, or what it said before it gave up. */
export type Started = { readonly state: EngineState } | { readonly output: string };

/** Starts an engine that outlives this process, on the database file. Its state is written before it runs. */
export async function startDetached(
  { platform, monotonic }: Pick<Host, "platform" | "monotonic">,
  binary: string,
  files: EngineFiles,
  port: number,
): Promise<Started> {
  const command = [binary, ...serveArguments(loopback, port), "--db-path", files.database];
  const { directory: cwd, log } = files;
  const engine = await startLatched(command, { platform, monotonic, cwd, log });
  const endpoint = `http://${loopback}:${port}`;
  const state = { ...engine.process, endpoint, ready: true };
  try {
    await writeState(files.state, { ...state, ready: false });
    engine.go();
    const output = await engine.said(saysListening, startupTimeoutMs);
    if (output === undefined) throw startupTimeout(binary);
    if (!saysListening(output)) return { output };
    await writeState(files.state, state);
  } catch (error) {
    await engine.kill();
    throw error;
  }
  engine.letGo();
  return { state };
}
