import { connect, type Socket } from "node:net";

/** A connection whose bytes a test writes itself. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that has come so far. */
  text(): string;
  write(bytes: string | Buffer): void;
  /** All that came, once the other side has ended. */
  readonly ended: Promise<string>;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: "127.0.0.1" });
  const chunks: Buffer[] = [];
  socket.on("data", chunk => chunks.push(chunk));
  socket.on("error", () => {});
  const text = () => Buffer.concat(chunks).toString("latin1");
  const ended = new Promise<string>(resolve => socket.on("close", () => resolve(text())));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return { socket, text, write: bytes => void socket.write(bytes, "latin1"), ended };
}

/** Sends these bytes, and gives all that comes until the other side ends the connection. */
export async function rawly(port: number, bytes: string | Buffer): Promise<string> {
  const connection = await rawConnection(port);
  connection.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  return connection.ended;
}

/** The statuses of all answers in what came. */
export function statuses(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
