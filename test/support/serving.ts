import { type ChildProcess, spawn } from "node:child_process";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../bin/dyn.js");

export interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ready: { readonly url: string; readonly pid: number; readonly workers: number };
  /** What it has written so far. */
  readonly written: { out: string; err: string };
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

export interface ServeOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In a group of processes of its own. */
  readonly detached?: boolean;
}

/** Starts the built `dyn serve`. */
export function spawnServe(words: readonly string[], { cwd, env, detached = false }: ServeOptions) {
  return spawn(process.execPath, [program, "serve", ...words], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", DYN_HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached,
  });
}

/** Starts it, and waits until it listens. */
export async function startServe(words: readonly string[], options: ServeOptions): Promise<Served> {
  const child = spawnServe(["-o", "json", "--port", "0", ...words], options);
  const written = { out: "", err: "" };
  const ended = new Promise<number | null>(resolve => child.on("close", resolve));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.err += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.out += text;
      if (written.out.includes("\n")) resolve();
    });
    void ended.then(code => reject(new Error(`ended with ${code}: ${written.err}`)));
  });
  const ready = JSON.parse(written.out.split("\n")[0] ?? "") as Served["ready"];
  return { child, url: ready.url, ready, written, ended };
}

export interface Gate {
  readonly url: URL;
  /** Requests that wait before the gate. */
  waiting(): number;
  close(): void;
  open(): void;
  end(): Promise<void>;
}

/** A proxy that holds requests back as long as it is closed. */
export async function startGate(upstream: URL): Promise<Gate> {
  let held: (() => void)[] = [];
  let isOpen = true;
  const server = createServer((incoming, outgoing) => {
    const forward = () => {
      const { method, headers } = incoming;
      const asked = request(upstream, { method, headers }, answer => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      asked.on("error", () => outgoing.destroy());
      incoming.pipe(asked);
    };
    if (isOpen) forward();
    else held.push(forward);
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    waiting: () => held.length,
    close: () => {
      isOpen = false;
    },
    open: () => {
      isOpen = true;
      for (const forward of held) forward();
      held = [];
    },
    end: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
