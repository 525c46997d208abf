import { connect } from "node:net";
import type { HostPort } from "../../config/sql-settings.ts";

/** What the server told when the connection was made, by which it can be named on another one. */
export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** Source: PostgreSQL's protocol, CancelRequest. */
const cancelRequestCode = 80_877_102;

/** Resolves once the server has taken the request, or cannot be reached; which of both, nobody is told. */
export function cancel(
  { host, port }: HostPort,
  key: BackendKey,
  timeoutMs: number,
): Promise<void> {
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelRequestCode, 4);
  request.writeInt32BE(key.processID, 8);
  request.writeInt32BE(key.secretKey, 12);
  return new Promise(resolve => {
    const socket = connect({ host, port }, () => socket.end(request));
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.resume();
  });
}
