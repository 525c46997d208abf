import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

export interface RawServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A server that answers whatever comes with these bytes and hangs up; `undefined`: never answers. */
export async function startRawServer(bytes: string | undefined): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => {
      if (bytes !== undefined) socket.end(Buffer.from(bytes, "latin1"));
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
