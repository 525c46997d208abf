import { fork } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const item =
  '{"PK":{"S":"partition-7"},"SK":{"S":"record-000000000007"},"Kind":{"S":"red"},' +
  `"Score":{"N":"17711"},"Note":{"S":"${"some words that go on ".repeat(5).slice(0, 100)}"}}`;

const key = [
  { AttributeName: "PK", KeyType: "HASH" },
  { AttributeName: "SK", KeyType: "RANGE" },
];
const table = {
  TableName: "Benchmark",
  TableStatus: "ACTIVE",
  KeySchema: key,
  AttributeDefinitions: key.map(({ AttributeName }) => ({ AttributeName, AttributeType: "S" })),
  BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
};

const capacity = '"ConsumedCapacity":{"TableName":"Benchmark","CapacityUnits":0.5}';
const capacities = '"ConsumedCapacity":[{"TableName":"Benchmark","CapacityUnits":50.0}]';
const items = count => Array.from({ length: count }, () => item).join(",");

/** What DynamoDB answers, by operation, for the table of scenarios/dynamodb-benchmark.yaml. */
const bodies = {
  GetItem: `{${capacity},"Item":${item}}`,
  PutItem: `{${capacity}}`,
  UpdateItem: `{${capacity}}`,
  DeleteItem: `{${capacity}}`,
  Query: `{${capacity},"Count":10,"Items":[${items(10)}],"ScannedCount":10}`,
  BatchGetItem: `{${capacities},"Responses":{"Benchmark":[${items(100)}]},"UnprocessedKeys":{}}`,
  BatchWriteItem: `{${capacities},"UnprocessedItems":{}}`,
  TransactWriteItems: `{${capacities}}`,
  DescribeTable: JSON.stringify({ Table: table }),
  DescribeTimeToLive: '{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}',
  ListTagsOfResource: '{"Tags":[]}',
};

/** Replies as DynamoDB sends them, their checksums left out. */
const replies = new Map(
  Object.entries(bodies).map(([operation, body]) => [
    operation,
    "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\n" +
      `Content-Type: application/x-amz-json-1.0\r\nContent-Length: ${body.length}\r\n` +
      "Connection: keep-alive\r\n" +
      "x-amzn-RequestId: VN1BG5CQ2O9R9JRCDTTIOF9RU3VV4KQNSO5AEMVJF66Q9ASUAAJG\r\n\r\n" +
      body,
  ]),
);

/**
 * Starts a server that answers each operation with the same text and does next to nothing else, in a
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
        const head = seen.slice(0, headEnd);
        const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? "0";
        const end = headEnd + 4 + Number(length);
        if (seen.length < end) return;
        seen = seen.slice(end);
        const operation = /\r\nx-amz-target: *DynamoDB_20120810\.(\w+)/i.exec(head)?.[1];
        socket.write(replies.get(operation ?? "GetItem") ?? "", "latin1");
      }
    });
  });
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve();
