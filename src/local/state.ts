import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { storageError } from "./home.ts";
import { commandLine } from "./processes.ts";

/** What is known of the shared engine, for commands that come later. */
export interface EngineState {
  readonly pid: number;
  readonly endpoint: string;
  /** False until the engine is known to listen there: before, another program's might answer. */
  readonly ready: boolean;
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

export async function removeState(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw storageError(file, error);
  }
}

/** Whether the process of this state is there, and is the engine. */
export async function isAlive(state: EngineState, platform: NodeJS.Platform): Promise<boolean> {
  const line = await commandLine(state.pid, platform);
  if (line === undefined) return false;
  const [program = "", ...words] = state.command;
  if (platform === "win32") return line === basename(program);
  // Without the path at its end, which ps may spell in its own way when it is not ASCII. The port
  // is enough: a process of this number that serves on it is the one that was started.
  return line.includes(` ${words.slice(0, -1).join(" ")} `);
}

function isState(value: unknown): value is EngineState {
  if (typeof value !== "object" || value === null) return false;
  const { pid, endpoint, ready, command } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    typeof endpoint === "string" &&
    URL.canParse(endpoint) &&
    typeof ready === "boolean" &&
    Array.isArray(command) &&
    command.every(word => typeof word === "string")
  );
}
