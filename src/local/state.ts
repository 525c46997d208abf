import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { storageError } from "./home.ts";
import { commandLine } from "./processes.ts";

/** A server's process, for commands that come later. */
export interface ServerProcess {
  readonly pid: number;
  /** The program and its arguments: what tells it from a later process of the same number. */
  readonly command: readonly string[];
}

/** The state that was written last; undefined when there is none, or none that can be read. */
export async function readState<T>(
  file: string,
  isState: (value: unknown) => value is T,
): Promise<T | undefined> {
  let state: unknown;
  try {
    state = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
  return isState(state) ? state : undefined;
}

/** Writes the state whole or not at all, for this user alone. */
export function writeState(file: string, state: object): Promise<void> {
  return writeOwnFile(file, `${JSON.stringify(state)}\n`);
}

/** Writes a file whole or not at all, for this user alone. */
export async function writeOwnFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
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

/** Whether this process is there, and is the server. */
export async function isAlive(
  { pid, command }: ServerProcess,
  platform: NodeJS.Platform,
): Promise<boolean> {
  const line = await commandLine(pid, platform);
  if (line === undefined) return false;
  const [program = "", ...words] = command;
  if (platform === "win32") return line === basename(program);
  // Without the path at its end, which ps may spell in its own way when it is not ASCII. The port
  // is enough: a process of this number that serves on it is the one that was started.
  return line.includes(` ${words.slice(0, -1).join(" ")} `);
}

export function isServerProcess(value: unknown): value is ServerProcess {
  if (typeof value !== "object" || value === null) return false;
  const { pid, command } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    Array.isArray(command) &&
    command.every(word => typeof word === "string")
  );
}
