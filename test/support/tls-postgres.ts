import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { HostPort } from "../../src/config/sql-settings.ts";
import { testCertificate, testKey } from "./tls.ts";

/**
 * Stands before a PostgreSQL and speaks TLS, by the tests' own certificate, for `localhost`; or plays
 * one that asks for passwords in plain text, as RDS does for tokens, and refuses them all. What it
 * shows is synthetic.
 */
export interface TlsPostgres extends HostPort {
  /** Passwords that came. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

export async function startTlsPostgres(
  behind: HostPort | { readonly refusal: string },
): Promise<TlsPostgres> {
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const refuse = (client: TLSSocket, refusal: string) => {
    client.once("data", () => {
      client.write(clearTextPlease);
      client.once("data", (answer: Buffer) => {
        seen.push(answer.subarray(5, -1).toString());
        client.end(message("E", `SFATAL\0VFATAL\0C28000\0M${refusal}\0\0`));
      });
    });
  };
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    // The request for TLS is all that a client sends before it has a yes.
    socket.once("data", () => {
      socket.write("S");
      const client = new TLSSocket(socket, { isServer: true, key: testKey, cert: testCertificate });
      client.on("error", () => {});
      if ("refusal" in behind) {
        refuse(client, behind.refusal);
        return;
      }
      const upward = connect(behind).on("error", () => client.destroy());
      client.on("close", () => upward.destroy());
      client.pipe(upward).pipe(client);
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return {
    host: "localhost",
    port: (server.address() as AddressInfo).port,
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** AuthenticationCleartextPassword. Source: "Message Formats" in PostgreSQL's manual. */
const clearTextPlease = message("R", "\0\0\0\u0003");

function message(type: string, body: string): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body, "latin1")]);
}
