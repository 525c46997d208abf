import { PassThrough } from "node:stream";
import { type Context, Interruption } from "../../src/cli/context.ts";

/** A context in memory: buffers for streams, switches for terminals, and a signal to pull. */
export interface FakeContext extends Context {
  readonly written: { out: string; err: string };
  interrupt(signal?: Interruption["signal"]): void;
  /** What a user types. */
  type(text: string): void;
}

export interface FakeOptions {
  readonly stdinTTY?: boolean;
  readonly stdoutTTY?: boolean;
  readonly stderrTTY?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly home?: string;
}

export function fakeContext(options: FakeOptions = {}): FakeContext {
  const written = { out: "", err: "" };
  const controller = new AbortController();
  const stdin = new PassThrough();
  const columns = options.columns ?? 80;
  return {
    written,
    stdin: Object.assign(stdin, { isTTY: options.stdinTTY === true }),
    stdout: {
      isTTY: options.stdoutTTY === true,
      columns,
      write: async text => {
        written.out += text;
      },
    },
    stderr: {
      isTTY: options.stderrTTY === true,
      columns,
      write: async text => {
        written.err += text;
      },
    },
    env: options.env ?? {},
    cwd: options.cwd ?? "/dev/null/nowhere",
    home: options.home ?? "/dev/null/nowhere",
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    cpuMicros: () => 0,
    interrupted: controller.signal,
    told: controller.signal,
    lendCtrlC: work => work(),
    interrupt: (signal = "SIGINT") => controller.abort(new Interruption(signal)),
    type: text => stdin.write(text),
  };
}
