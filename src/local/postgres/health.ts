import { connect } from "node:net";
import { loopback } from "../port.ts";

/** PostgreSQL's question whether the server speaks TLS, which any of them answers before all else. */
const question = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/** Whether a PostgreSQL answers on this port of this machine within the time. */
export function answers(port: number, timeoutMs = 2_000): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, loopback);
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.once("connect", () => socket.write(question));
    socket.once("data", data => {
      const [answer = 0] = data;
      resolve("SN".includes(String.fromCharCode(answer)));
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(false));
  });
}
