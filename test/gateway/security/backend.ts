import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a DynamoDB of the test's own says. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Backend {
  readonly url: URL;
  /** The operations that were asked for, in order. */
  readonly asked: readonly string[];
  /** What it answers but for DescribeTable. */
  reply: (operation: string) => Reply | Promise<Reply>;
  close(): Promise<void>;
}

/** The one table that it has; its partition key is `Pk`. */
export const table = "Things";

const description = JSON.stringify({
  Table: {
    TableName: table,
    TableStatus: "ACTIVE",
    KeySchema: [{ AttributeName: "Pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "Pk", AttributeType: "S" }],
  },
});

/** A DynamoDB that replies as a test says. What it shows is synthetic. */
export async function startBackend(): Promise<Backend> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    asked.push(operation);
    request.resume();
    const {
      status = 200,
      headers,
      body,
    } = operation === "DescribeTable" ? { body: description } : await backend.reply(operation);
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const backend: Backend = {
    url: new URL(`http://127.0.0.1:${port}`),
    asked,
    reply: () => ({ body: '{"Items":[],"Count":0,"ScannedCount":0}' }),
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return backend;
}
