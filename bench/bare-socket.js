import { once } from "node:events";
import { connect } from "node:net";

/**
 * The CPU of one exchange over a bare socket, in microseconds: the same bytes every time, unsigned,
 * replies not looked at. It is what Node and the kernel cost on this machine just now, and so the
 * least that any client in this process can cost.
 */
export async function bareExchangeMicros(url, { connections, exchanges }) {
  const body = '{"TableName":"Benchmark","Key":{"PK":{"S":"partition-7"},"SK":{"S":"record-7"}}}';
  const request = Buffer.from(
    `POST / HTTP/1.1\r\nHost: ${url.host}\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\n` +
      // As long as a signature's headers.
      `Authorization: ${"x".repeat(260)}\r\nX-Amz-Date: 20261120T120000Z\r\n` +
      `Content-Type: application/x-amz-json-1.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(url.port), url.hostname);
      socket.setNoDelay(true);
      await once(socket, "connect");
      return socket;
    }),
  );
  const loop = async count => {
    let started = 0;
    await Promise.all(
      sockets.map(
        socket =>
          new Promise(resolve => {
            const next = () => {
              if (started >= count) {
                socket.removeListener("data", next);
                resolve();
                return;
              }
              started += 1;
              socket.write(request);
            };
            socket.on("data", next);
            next();
          }),
      ),
    );
  };
  await loop(exchanges / 4);
  const before = process.cpuUsage();
  await loop(exchanges);
  const { user, system } = process.cpuUsage(before);
  for (const socket of sockets) socket.destroy();
  return (user + system) / exchanges;
}
