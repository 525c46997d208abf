import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { storageError } from "./home.ts";
import { commandLine } from "./processes.ts";

/** What is known of the shared engine, for commands that come later. */
export interface EngineState {
  readonly pid: number;
  readonly endpoint: string;
  /** The program and its arguments: what tells the engine from a later process of the same number. */
  readonly command: readonly string[];
}

/** The state of the engine that was started last; undefined when there is none, or none that can be read. */
export async function readState(file: string): Promise<EngineState | undefined> {
  let state: unknown;
  try {
    state = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
  return isState(state) ? state : undefined;
}

/** Writes the state whole or not at all, for this user alone. */
export async function writeState(file: string, state: EngineState): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify(state)}\n`, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw storageError(file, error);
  }
}

/** Whether the process of this state is there, and is the engine. */
export async function isAlive(state: EngineState, platform: NodeJS.Platform): Promise<boolean> {
  const line = await commandLine(state.pid, platform);
  if (line === undefined) return false;
  const [program = "", ...words] = state.command;
  return platform === "win32" ? line === basename(program) : line.endsWith(` ${words.join(" ")}`);
}

function isState(value: unknown): value is EngineState {
  if (typeof value !== "object" || value === null) return false;
  const { pid, endpoint, command } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    typeof endpoint === "string" &&
    URL.canParse(endpoint) &&
    Array.isArray(command) &&
    command.every(word => typeof word === "string")
  );
}
