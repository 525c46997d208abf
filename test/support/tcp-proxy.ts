import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { HostPort } from "../../src/config/sql-settings.ts";

/** What goes wrong as a client sends something. */
export type TcpFault =
  /** The connection is cut before any of it reaches the server. */
  | "cutBefore"
  /** It reaches the server, and the connection is cut once the answer comes. */
  | "cutAfter"
  /** It never reaches the server, and nothing comes back. */
  | "silence";

/** Says what is wrong with the n-th thing that clients send, counted from 1; `sent` as Latin-1. */
export type TcpFaults = (sent: string, n: number) => TcpFault | undefined;

export interface TcpProxy extends HostPort {
  /** All that was sent, in order; what a client sends in one go is one. */
  readonly sent: readonly string[];
  /** Connections that were ever made. */
  readonly connections: number;
  /** From now on, connections lead there. */
  upstream: HostPort;
  /** Instead of those that it was started with. */
  faults: TcpFaults;
  /** Cuts all connections. */
  cut(): void;
  /** Cuts all connections, and refuses new ones until it is told to accept them. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A proxy before a real server of any protocol in which the client speaks in turns. What it shows is
 * synthetic.
 */
export async function startTcpProxy(
  upstream: HostPort,
  faults: TcpFaults = () => undefined,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const sent: string[] = [];
  let connections = 0;
  const serve = (client: Socket) => {
    connections += 1;
    const upward = connect(proxy.upstream);
    let cutting = false;
    const cut = () => {
      client.resetAndDestroy();
      upward.destroy();
    };
    for (const socket of [client, upward]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upward.destroy();
      });
    }
    client.on("data", data => {
      const text = data.toString("latin1");
      sent.push(text);
      const fault = proxy.faults(text, sent.length);
      if (fault === "cutBefore") cut();
      if (fault === "cutAfter") cutting = true;
      if (fault === undefined || fault === "cutAfter") upward.write(data);
    });
    upward.on("data", data => {
      if (cutting) cut();
      else client.write(data);
    });
  };
  const listen = (port: number) =>
    new Promise<Server>((resolve, reject) => {
      const listening = createServer(serve).on("error", reject);
      listening.listen(port, "127.0.0.1", () => resolve(listening));
    });
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  };
  const proxy = {
    host: "127.0.0.1",
    port: 0,
    sent,
    upstream,
    faults,
    get connections() {
      return connections;
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    refuse: stop,
    accept: async () => {
      server = await listen(proxy.port);
    },
    close: stop,
  };
  let server = await listen(0);
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}

/** The fault, the first time that something like this is sent. */
export function once(like: RegExp, fault: TcpFault): TcpFaults {
  let done = false;
  return sent => {
    if (done || !like.test(sent)) return undefined;
    done = true;
    return fault;
  };
}
