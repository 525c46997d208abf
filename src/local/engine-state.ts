import { isServerProcess, type ServerProcess } from "./state.ts";

/** What is known of the shared engine, for commands that come later. */
export interface EngineState extends ServerProcess {
  readonly endpoint: string;
  /** False until the engine is known to listen there: before, another program's might answer. */
  readonly ready: boolean;
}

export function isEngineState(value: unknown): value is EngineState {
  if (!isServerProcess(value)) return false;
  const { endpoint, ready } = value as Partial<EngineState>;
  return typeof endpoint === "string" && URL.canParse(endpoint) && typeof ready === "boolean";
}
