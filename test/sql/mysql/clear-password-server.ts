import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { testCertificate, testKey } from "../../support/tls.ts";

/** Plays a MySQL that asks for passwords in plain text, as RDS does for tokens: what it shows is synthetic. */
export interface ClearPasswordServer {
  readonly port: number;
  /** Passwords that came, in order. */
  readonly seen: readonly string[];
  /** All that came before a connection was encrypted. */
  readonly plain: readonly Buffer[];
  accepts: (password: string) => boolean;
  cut(): void;
  close(): Promise<void>;
}

const capabilities = {
  connectWithDb: 0x8,
  protocol41: 0x200,
  ssl: 0x800,
  secureConnection: 0x8000,
  pluginAuth: 0x80000,
} as const;

const tlsRequestBytes = 36;

export async function startClearPasswordServer(): Promise<ClearPasswordServer> {
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const plain: Buffer[] = [];
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.write(packet(0, greeting()));
    socket.once("data", first => {
      if ((first.readUInt32LE(4) & capabilities.ssl) === 0) {
        plain.push(first);
        converse(socket, first);
        return;
      }
      socket.pause();
      plain.push(first.subarray(0, tlsRequestBytes));
      socket.unshift(first.subarray(tlsRequestBytes));
      const secure = new TLSSocket(socket, { isServer: true, key: testKey, cert: testCertificate });
      secure.on("error", () => {});
      secure.once("data", response => converse(secure, response));
    });
  };
  const converse = (socket: Socket, response: Buffer) => {
    const plugin = Buffer.from("\xfemysql_clear_password\0", "latin1");
    socket.write(packet((response[3] ?? 0) + 1, plugin));
    socket.once("data", (answer: Buffer) => {
      const password = answer.subarray(4, -1).toString();
      seen.push(password);
      const sequence = (answer[3] ?? 0) + 1;
      if (!server.accepts(password)) {
        socket.end(packet(sequence, denial));
        return;
      }
      socket.write(packet(sequence, ok));
      socket.on("data", () => socket.write(packet(1, ok)));
    });
  };
  const listening = createServer(serve);
  await new Promise<void>(resolve => listening.listen(0, "127.0.0.1", resolve));
  const server = {
    port: (listening.address() as AddressInfo).port,
    seen,
    plain,
    accepts: (_: string) => true,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      server.cut();
      await new Promise(resolve => listening.close(resolve));
    },
  };
  return server;
}

const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const denial = Buffer.concat([
  Buffer.from([0xff, 0x15, 0x04]),
  Buffer.from("#28000Access denied for user 'app'@'127.0.0.1' (using password: YES)"),
]);

function packet(sequence: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(payload.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, payload]);
}

/** Source: MySQL's protocol, HandshakeV10. */
function greeting(): Buffer {
  const flags = Object.values(capabilities).reduce((sum, flag) => sum | flag, 0);
  const rest = Buffer.alloc(29);
  rest.writeUInt16LE(flags & 0xffff, 0);
  rest[2] = 45;
  rest.writeUInt16LE(2, 3);
  rest.writeUInt16LE(flags >>> 16, 5);
  rest[7] = 21;
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from("8.0.36\0"),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from("12345678\0"),
    rest.subarray(0, 18),
    Buffer.from("123456789012\0"),
    Buffer.from("mysql_native_password\0"),
  ]);
}
