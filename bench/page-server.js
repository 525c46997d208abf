// A synthetic table that is as large as one likes: its every page is the same.
import { fork } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const pageItems = 3_500;
const key = [{ AttributeName: "Id", KeyType: "HASH" }];
const described = JSON.stringify({
  Table: {
    TableName: "Endless",
    TableStatus: "ACTIVE",
    KeySchema: key,
    AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    ItemCount: 0,
    TableSizeBytes: 0,
  },
});

/** Starts it in a process of its own; a segment ends after so many pages. @param {number} pages */
export async function startPageServer(pages) {
  const child = fork(fileURLToPath(import.meta.url), [String(pages)], { stdio: "inherit" });
  const port = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", code => reject(new Error(`the page server ended with code ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pageItems,
    close: () =>
      new Promise(resolve => {
        child.once("exit", resolve);
        child.kill();
      }),
  };
}

function serve(pages) {
  const items = Array.from(
    { length: pageItems },
    (_, n) =>
      `{"Id":{"S":"item-${String(n).padStart(8, "0")}"},"Name":{"S":"name ${n}"},"Count":{"N":"${n}"},` +
      `"Flag":{"BOOL":true},"Note":{"S":"${n.toString(16)}-${"x".repeat(190)}"}}`,
  );
  const page = Buffer.from(
    `{"Count":${pageItems},"ScannedCount":${pageItems},"ConsumedCapacity":{"CapacityUnits":128.5},` +
      `"Items":[${items.join(",")}]`,
  );
  const server = createServer((incoming, outgoing) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", text => {
      body += text;
    });
    incoming.on("end", () => {
      if (!String(incoming.headers["x-amz-target"]).endsWith(".Scan"))
        return outgoing.end(described);
      const at = Number(/"ExclusiveStartKey":\{"Id":\{"S":"(\d+)"/.exec(body)?.[1] ?? 0) + 1;
      const rest = Buffer.from(at < pages ? `,"LastEvaluatedKey":{"Id":{"S":"${at}"}}}` : "}");
      outgoing.setHeader("content-length", page.length + rest.length);
      outgoing.write(page);
      outgoing.end(rest);
    });
  });
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[2]));
