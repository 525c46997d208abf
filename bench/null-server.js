import { fork } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const item =
  '{"Item":{"UserId":{"S":"user-7"},"IpAddress":{"S":"10.31.8.113"},"ExpiresAt":{"N":"1795182211"}}}';

/** A reply as DynamoDB sends it, its checksum left out. */
const reply =
  "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\n" +
  `Content-Type: application/x-amz-json-1.0\r\nContent-Length: ${item.length}\r\n` +
  "Connection: keep-alive\r\n" +
  `x-amzn-RequestId: VN1BG5CQ2O9R9JRCDTTIOF9RU3VV4KQNSO5AEMVJF66Q9ASUAAJG\r\n\r\n${item}`;

/**
 * Starts a server that answers every request with the same item and does next to nothing else, in a
 * process of its own, so that what a client costs can be told from what its server costs.
 */
export async function startNullServer() {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: "inherit" });
  const port = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", code => reject(new Error(`the null server ended with code ${code}`)));
  });
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    close: () =>
      new Promise(resolve => {
        child.once("exit", resolve);
        child.kill();
      }),
  };
}

function serve() {
  const server = createServer(socket => {
    socket.setNoDelay(true);
    let seen = "";
    socket.on("error", () => {});
    socket.on("data", bytes => {
      seen += bytes.toString("latin1");
      for (;;) {
        const headEnd = seen.indexOf("\r\n\r\n");
        if (headEnd === -1) return;
        const length = /\r\ncontent-length: *(\d+)/i.exec(seen.slice(0, headEnd))?.[1] ?? "0";
        const end = headEnd + 4 + Number(length);
        if (seen.length < end) return;
        seen = seen.slice(end);
        socket.write(reply, "latin1");
      }
    });
  });
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve();
