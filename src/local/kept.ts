import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable } from "node:stream";

export interface KeptOptions {
  readonly platform: NodeJS.Platform;
  /** Whether what it has said so far tells how the start went. */
  readonly settled: (output: string) => boolean;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What is to be made once the command is there to look after it, which then reads a line. Throws
   * what keeps it from being made.
   */
  readonly prepare?: () => void;
  /** Whom it runs as; absent: this process's user. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/** What ends with this process, because its standard input does. */
export interface Kept {
  /** What it said until it was settled or gone; undefined when neither came to pass in time. */
  readonly output: string | undefined;
  /** No longer keeps this process from ending. */
  letGo(): void;
  /** Ends its standard input and waits until it is gone. May be called more than once. */
  end(): Promise<void>;
}

/** Starts a command that ends when its standard input does, which the system sees to however dyn dies. */
export async function startKept(
  command: readonly string[],
  { platform, settled, timeoutMs, account, cwd, env, prepare }: KeptOptions,
): Promise<Kept> {
  const [program = "", ...words] = command;
  const child = spawn(program, words, {
    stdio: "pipe",
    // Out of reach of the terminal's Ctrl-C.
    ...(platform === "win32" ? { windowsHide: true } : { detached: true }),
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    ...account,
  });
  const gone = new Promise<void>(resolve => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  child.stdin.on("error", () => {});
  let ending: Promise<void> | undefined;
  const end = () => {
    child.ref();
    child.stdin.end();
    if (platform === "win32") child.kill();
    ending ??= gone;
    return ending;
  };
  const letGo = () => {
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) {
      if (stream instanceof Socket) stream.unref();
    }
  };
  if (prepare !== undefined) {
    try {
      prepare();
    } catch (error) {
      await end();
      throw error;
    }
    child.stdin.write("\n");
  }
  return { output: await startOutput(child, settled, timeoutMs), letGo, end };
}

function startOutput(
  child: ChildProcess & { stdout: Readable; stderr: Readable },
  settled: (output: string) => boolean,
  timeoutMs: number,
) {
  return new Promise<string | undefined>(resolve => {
    let output = "";
    let open = 2;
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    const done = () => {
      clearTimeout(timer);
      resolve(output);
    };
    child.once("error", error => {
      output += error.message;
      done();
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        if (output.length < 10_000) output += text;
        if (settled(output)) done();
      });
      stream.once("close", () => {
        open -= 1;
        if (open === 0) done();
      });
    }
  });
}
