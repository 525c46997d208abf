// How fast dyn import is: beside what wrk reaches with the same requests on the embedded engine, and
// beside the loop over the AWS SDK that users write, on a server that does nothing; and whether its
// memory stays flat.
import { execFile, fork } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "./figure.js";
import { httpLoad } from "./http-load.js";
import { startNullServer } from "./null-server.js";
import { runDyn, startEngine } from "./process.js";

const items = 200_000;
const batchItems = 25;
const concurrency = 16;
const rounds = 3;
const run = promisify(execFile);

/** About 300 B of DynamoDB's counting. */
const itemOf = at => ({
  PK: `user-${String(at % 2000).padStart(5, "0")}`,
  SK: `item-${String(at).padStart(8, "0")}`,
  Amount: (at * 7919) % 100_000,
  Active: at % 3 === 0,
  Tags: ["red", "green", "blue"].slice(0, 1 + (at % 3)),
  Note: `${at.toString(36)} ${"some words that go on ".repeat(12)}`.slice(0, 215),
});

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  try {
    const file = join(folder, "items.jsonl");
    await writeItems(file, items);
    const schema = join(folder, "table.yaml");
    await writeFile(schema, "table: Benchmark\npartitionKey: PK S\nsortKey: SK S\n");
    return [
      await besideWrk(folder, file, schema),
      await besideSdk(file),
      await memory(folder, file),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function besideWrk(folder, file, schema) {
  const bodies = join(folder, "bodies");
  await writeBodies(bodies);
  const rates = { dyn: [], wrk: [] };
  for (let round = 0; round < rounds; round += 1) {
    // A new engine each time: one that holds twice as much is slower.
    rates.dyn.push(
      await onEngine(schema, async url => {
        const { seconds } = await importFile(file, url);
        return items / seconds;
      }),
    );
    rates.wrk.push(await onEngine(schema, url => wrkRate(folder, bodies, url)));
  }
  const [dyn, wrk] = [median(rates.dyn), median(rates.wrk)];
  return {
    what: `import of ${items.toLocaleString("en")} items of 300 B, of wrk's rate`,
    value: (dyn / wrk).toFixed(2),
    goal: "at least 0.9",
    ok: dyn / wrk >= 0.9,
    detail: `${perSecond(dyn)} against ${perSecond(wrk)} items/s`,
  };
}

async function besideSdk(file) {
  const server = await startNullServer();
  try {
    const dyn = [];
    const sdk = [];
    for (let round = 0; round < rounds; round += 1) {
      dyn.push(items / (await importFile(file, server.url.href)).seconds);
      sdk.push(await sdkRate(file, server.url.href));
    }
    const ratio = median(dyn) / median(sdk);
    return {
      what: "import, of the SDK's batch loop, on a null server",
      value: `${ratio.toFixed(1)} times`,
      goal: "at least 5 times",
      ok: ratio >= 5,
      detail: `${perSecond(median(dyn))} against ${perSecond(median(sdk))} items/s`,
    };
  } finally {
    await server.close();
  }
}

async function memory(folder, file) {
  const server = await startNullServer();
  try {
    const large = join(folder, "large.jsonl");
    await writeItems(large, 10 * items);
    const smallMb = (await importFile(file, server.url.href)).maxRssBytes / 1e6;
    const largeMb = (await importFile(large, server.url.href)).maxRssBytes / 1e6;
    const growthMb = largeMb - smallMb;
    return {
      what: "peak memory of import, 2,000,000 over 200,000 items",
      value: `${growthMb.toFixed(0)} MB`,
      goal: "at most 60 MB",
      ok: growthMb <= 60,
      detail: `${largeMb.toFixed(0)} MB against ${smallMb.toFixed(0)} MB`,
    };
  } finally {
    await server.close();
  }
}

/** The program as a whole, and the seconds that it tells, those of the moving alone. */
async function importFile(file, url) {
  const words = ["import", "Benchmark", file, "--concurrency", String(concurrency), "-t", url];
  const { stdout, ...usage } = await runDyn([...words, "-o", "json"]);
  const { written, seconds } = JSON.parse(stdout);
  if (written < items) throw new Error(`only ${written} items were written`);
  return { ...usage, seconds };
}

async function onEngine(schema, use) {
  const engine = await startEngine();
  try {
    await runDyn(["table", "create", schema, "-t", engine.url]);
    return await use(engine.url);
  } finally {
    await engine.stop();
  }
}

/** All bodies are sent once, by as many connections as dyn has requests in flight. */
async function wrkRate(folder, bodies, url) {
  const script = join(folder, "bodies.lua");
  const requests = items / batchItems;
  await writeFile(script, luaOf(bodies, requests));
  const output = run("wrk", [
    "-t1",
    `-c${concurrency}`,
    "-d300s",
    "--timeout=60s",
    "-s",
    script,
    url,
  ]);
  const { stdout } = await output.catch(error => {
    if (error.code !== "ENOENT") throw error;
    return { stdout: "" };
  });
  if (stdout === "") return otherRate(bodies, url);
  const seconds = Number(/seconds (\S+)/.exec(stdout)?.[1]);
  const failed = Number(/failed (\d+)/.exec(stdout)?.[1] ?? "1");
  if (failed > 0 || !(seconds > 0)) throw new Error(`wrk: ${stdout}`);
  return items / seconds;
}

/** Where there is no wrk: as many of the bodies as another tool sends in ten seconds. */
async function otherRate(bodies, url) {
  const texts = (await readFile(bodies, "utf8")).trimEnd().split("\n");
  const load = { connections: concurrency, seconds: 10 };
  const { requests, seconds } = await httpLoad(url, "BatchWriteItem", texts, load);
  return (requests * batchItems) / seconds;
}

/** wrk's threads each have a Lua of their own; there is one. It ends once every body was answered. */
function luaOf(bodies, requests) {
  return `
local ffi = require("ffi")
ffi.cdef[[
typedef struct { long tv_sec; long tv_nsec; } timespec_t;
int clock_gettime(int clk, timespec_t *ts);
]]
local ts = ffi.new("timespec_t")
local function now()
  ffi.C.clock_gettime(1, ts)
  return tonumber(ts.tv_sec) + tonumber(ts.tv_nsec) / 1e9
end
local bodies = {}
for line in io.lines(${JSON.stringify(bodies)}) do bodies[#bodies + 1] = line end
local headers = {
  ["Content-Type"] = "application/x-amz-json-1.0",
  ["X-Amz-Target"] = "DynamoDB_20120810.BatchWriteItem",
  ["X-Amz-Date"] = "20261121T120000Z",
  ["Authorization"] = "AWS4-HMAC-SHA256 Credential=dummy/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0",
}
local sent, answered, failed, started = 0, 0, 0, nil
request = function()
  if started == nil then started = now() end
  sent = sent + 1
  -- wrk cannot stop asking: what is asked once more is not counted.
  return wrk.format("POST", "/", headers, bodies[(sent - 1) % ${requests} + 1])
end
response = function(status)
  answered = answered + 1
  if status ~= 200 then failed = failed + 1 end
  if answered == ${requests} then
    print(string.format("seconds %.4f", now() - started))
    print(string.format("failed %d", failed))
    io.stdout:flush()
    os.exit(0)
  end
end
`;
}

/** BatchWriteItem as users write it over the SDK, which marshalls, in a process of its own. */
async function sdkRate(file, url) {
  const child = fork(fileURLToPath(import.meta.url), [file, url], { stdio: "inherit" });
  const seconds = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", code => reject(new Error(`the SDK's loop ended with ${code}`)));
  });
  return items / seconds;
}

async function sdkLoop(file, url) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { BatchWriteCommand, DynamoDBDocumentClient } = await import("@aws-sdk/lib-dynamodb");
  const { default: pLimit } = await import("p-limit");
  const credentials = { accessKeyId: "dummy", secretAccessKey: "dummy" };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: url, region: "us-east-1", credentials }),
  );
  const started = performance.now();
  const limit = pLimit(8);
  const pending = new Set();
  const send = batch => {
    const input = { RequestItems: { Benchmark: batch } };
    const sending = limit(() => client.send(new BatchWriteCommand(input))).finally(() =>
      pending.delete(sending),
    );
    pending.add(sending);
  };
  let batch = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    batch.push({ PutRequest: { Item: JSON.parse(line) } });
    if (batch.length < batchItems) continue;
    send(batch);
    batch = [];
    if (pending.size >= 16) await Promise.race(pending);
  }
  if (batch.length > 0) send(batch);
  await Promise.all(pending);
  return (performance.now() - started) / 1000;
}

async function writeItems(file, count) {
  await writeLines(file, count, at => JSON.stringify(itemOf(at)));
}

/** The requests that dyn makes of the items. */
async function writeBodies(file) {
  await writeLines(file, items / batchItems, batch => {
    const requests = Array.from({ length: batchItems }, (_, at) => {
      const { PK, SK, Amount, Active, Tags, Note } = itemOf(batch * batchItems + at);
      const Item = {
        PK: { S: PK },
        SK: { S: SK },
        Amount: { N: String(Amount) },
        Active: { BOOL: Active },
        Tags: { L: Tags.map(S => ({ S })) },
        Note: { S: Note },
      };
      return { PutRequest: { Item } };
    });
    return JSON.stringify({ RequestItems: { Benchmark: requests } });
  });
}

async function writeLines(file, count, lineOf) {
  const out = createWriteStream(file);
  for (let at = 0; at < count; at += 1) {
    if (!out.write(`${lineOf(at)}\n`)) await new Promise(resolve => out.once("drain", resolve));
  }
  await new Promise(resolve => out.end(resolve));
}

function perSecond(rate) {
  return Math.round(rate).toLocaleString("en");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file, url] = process.argv;
  process.send?.(await sdkLoop(file, url), () => process.exit());
}
