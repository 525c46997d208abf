import { randomUUID } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";
import { DynError } from "../errors.ts";
import { loopback } from "./port.ts";

/** A sign of life that the system puts out when its process ends: a port that greets with a token. */
export interface Beacon {
  readonly port: number;
  readonly token: string;
}

/** How long a beacon may burn under another's eyes; starting or stopping an engine takes far less. */
const patienceMs = 60_000;
/** How long a beacon may take to greet. */
const defaultGreetingMs = 10_000;

/** Reads `<port> <token>`; undefined when the text is not that. */
export function parseBeacon(text: string): Beacon | undefined {
  const [, port, token] = /^(\d{1,5}) (\S+)$/.exec(text) ?? [];
  if (port === undefined || token === undefined || Number(port) > 65_535) return undefined;
  return { port: Number(port), token };
}

export async function lightBeacon(): Promise<Beacon & { putOut(): void }> {
  const token = randomUUID();
  const watchers = new Set<Socket>();
  const server = createServer(socket => {
    watchers.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => watchers.delete(socket));
    socket.resume();
    socket.write(token);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, loopback, resolve);
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    token,
    putOut: () => {
      server.close();
      for (const watcher of watchers) watcher.destroy();
    },
  };
}

/**
 * Watches a beacon until it is put out: `dark` when it was before, or its port is another
 * program's now; `stuck` when it goes on burning, or nobody can tell whether it does.
 */
export function watchBeacon(
  { port, token }: Beacon,
  greetingMs = defaultGreetingMs,
): Promise<"put out" | "dark" | "stuck"> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, loopback);
    let greeting = "";
    const giveUp = () => {
      resolve("stuck");
      socket.destroy();
    };
    let timer = setTimeout(giveUp, greetingMs);
    socket.setEncoding("utf8");
    socket.on("data", (data: string) => {
      greeting += data;
      if (!token.startsWith(greeting)) socket.destroy();
      if (greeting !== token) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // Only these say that nobody is there; to take any other for it would let two in.
      if (error.code === "ECONNREFUSED" || error.code === "ECONNRESET") return;
      reject(
        new DynError("failed", `cannot see who uses the local engine: ${error.message}`, {
          hint: `dyn must be able to connect to ports of ${loopback}`,
          cause: error,
        }),
      );
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(greeting === token ? "put out" : "dark");
    });
  });
}
