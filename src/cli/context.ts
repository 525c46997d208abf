import { homedir } from "node:os";
import type { Readable } from "node:stream";
import { DynError } from "../errors.ts";
import type { Kept } from "./kept.ts";

/** A stream that commands write to. `write` resolves once the data is taken, so that a slow pipe slows the writer. */
export interface Sink {
  readonly isTTY: boolean;
  /** Columns of the terminal; 80 when unknown. */
  readonly columns: number;
  write(text: string): Promise<void>;
  /** The stream itself, for what draws on a terminal; absent in the twin in memory. */
  readonly stream?: NodeJS.WriteStream;
}

/** The machine and the clocks: what the library needs of a process. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds on a monotonic clock. */
  readonly monotonic: () => number;
  /** Processor time used by this process so far, in microseconds. */
  readonly cpuMicros: () => number;
}

/**
 * All that a command may know of the process. This module is the only one that touches `process`;
 * test/support has a twin in memory.
 */
export interface Context extends Machine {
  readonly pid: number;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP, and when stdout's reader has gone. A second SIGINT ends the process. */
  readonly interrupted: AbortSignal;
  /** Aborted by the first such signal alone: for what goes on when nobody reads its stdout any more. */
  readonly told: AbortSignal;
  /** Leaves Ctrl-C to another program at the same terminal, such as an editor, while the work lasts. */
  lendCtrlC<T>(work: () => Promise<T>): Promise<T>;
  /** What a shell keeps open for its commands; absent elsewhere. */
  readonly kept?: Kept;
}

/** Why `interrupted` was aborted. */
export class Interruption extends Error {
  readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "EPIPE";
  constructor(signal: Interruption["signal"]) {
    super(signal);
    this.name = "Interruption";
    this.signal = signal;
  }
}

/** The machine that the process runs on. Listens to nothing and changes nothing. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    platform: process.platform,
    arch: process.arch,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    cpuMicros: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  };
}

/** The context of the running process. */
export function processContext(): Context {
  // The SDK warns on stderr under Node 20, which dyn supports.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const controller = new AbortController();
  const told = new AbortController();
  let borrowers = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (signal === "SIGINT" && borrowers > 0) return;
      if (told.signal.aborted) process.exit(130);
      told.abort(new Interruption(signal));
      if (!controller.signal.aborted) controller.abort(told.signal.reason);
    });
  }
  const onClosed = () => {
    if (!controller.signal.aborted) controller.abort(new Interruption("EPIPE"));
  };
  return {
    ...thisMachine(),
    pid: process.pid,
    stdin: process.stdin,
    stdout: sink(process.stdout, onClosed),
    stderr: sink(process.stderr, () => {}),
    interrupted: controller.signal,
    told: told.signal,
    lendCtrlC: async work => {
      borrowers += 1;
      try {
        return await work();
      } finally {
        borrowers -= 1;
      }
    },
  };
}

/** Wraps a stream so that a reader who has gone ends the writing quietly, and any other fault is thrown. */
function sink(stream: NodeJS.WriteStream, onClosed: () => void): Sink {
  let closed = false;
  const isClosing = (error: NodeJS.ErrnoException) => error.code === "EPIPE";
  stream.on("error", error => {
    if (!isClosing(error)) return;
    closed = true;
    onClosed();
  });
  return {
    stream,
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
    write: text =>
      new Promise((resolve, reject) => {
        if (closed || text === "") return resolve();
        stream.write(text, error => {
          if (!error || isClosing(error)) resolve();
          else
            reject(
              new DynError("failed", `cannot write the output: ${error.message}`, { cause: error }),
            );
        });
      }),
  };
}
