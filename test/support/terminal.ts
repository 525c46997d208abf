import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { sharedEngine } from "../../src/local/shared.ts";
import { thisHost } from "./engine.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "bin/dyn.js");

export interface TerminalOptions {
  /** Added to the environment of this process. Without DYN_HOME the data directory is one of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The repository's root unless told. */
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** What runs instead of dyn, such as a shell. */
  readonly command?: string;
}

/** dyn at a terminal: what a user would see, and the keys that he presses. */
export interface Terminal {
  /** What is to be seen, and what has scrolled away above it; no line ends in blanks. */
  screen(): string;
  /** Every byte that came, controls included. */
  raw(): string;
  /** Waits until what is to be seen matches. Rejects, with the screen, when that takes too long. */
  waitFor(pattern: RegExp | string): Promise<void>;
  /** Presses keys: `\r` is Enter, `\t` Tab, `\x03` Ctrl-C, `\x04` Ctrl-D, `\x1b[A` up. */
  press(keys: string): void;
  /** The process, for signals. */
  readonly pid: number;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number>;
  /** Ends it, if it has not ended by itself, and what it started. */
  close(): Promise<void>;
}

/** A wait that takes longer has failed; only then does it matter how long. */
const patienceMs = 20_000;

/** Runs the built bin/dyn.js at a pseudo-terminal of its own. */
export function startTerminal(
  words: readonly string[],
  { env = {}, cwd = root, columns = 80, rows = 24, command }: TerminalOptions = {},
): Terminal {
  const home = mkdtempSync(join(tmpdir(), "dyn-home-"));
  const { CI: _, ...inherited } = process.env;
  const [file, before] = command === undefined ? [process.execPath, [program]] : [command, []];
  const child = spawn(file, [...before, ...words], {
    name: "xterm-256color",
    cols: columns,
    rows,
    cwd,
    env: { ...inherited, NO_COLOR: "1", DYN_HOME: home, ...env },
  });
  const display = new headless.Terminal({
    cols: columns,
    rows,
    scrollback: 5_000,
    allowProposedApi: true,
  });
  const watchers = new Set<() => void>();
  let raw = "";
  child.onData(data => {
    raw += data;
    display.write(data, () => {
      for (const watcher of watchers) watcher();
    });
  });
  // What asks the terminal something is answered, as by a real one.
  display.onData(reply => child.write(reply));
  let running = true;
  const ended = new Promise<number>(resolve => {
    child.onExit(({ exitCode }) => {
      running = false;
      // Not before all that it has written is on the screen.
      display.write("", () => resolve(exitCode));
    });
  });
  const screen = () => {
    const { active } = display.buffer;
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at));
    return lines
      .map(line => line?.translateToString(true) ?? "")
      .join("\n")
      .trimEnd();
  };
  return {
    screen,
    raw: () => raw,
    waitFor: pattern =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(deadline);
          watchers.delete(look);
          settle();
        };
        const look = () => {
          const seen = screen();
          if (typeof pattern === "string" ? seen.includes(pattern) : pattern.test(seen))
            end(resolve);
        };
        const deadline = setTimeout(() => {
          const error = new Error(`${pattern} did not appear; the screen is\n${screen()}`);
          end(() => reject(error));
        }, patienceMs);
        watchers.add(look);
        look();
      }),
    press: keys => child.write(keys),
    pid: child.pid,
    ended,
    close: async () => {
      if (running) child.kill("SIGKILL");
      await ended;
      display.dispose();
      if (existsSync(join(home, "local"))) {
        await sharedEngine({ ...thisHost, env: { ...process.env, DYN_HOME: home } }).stop();
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}
