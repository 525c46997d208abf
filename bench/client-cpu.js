// What a signed GetItem costs the generator: the wire client against the AWS SDK's two, and against
// load generators that sign nothing.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import autocannon from "autocannon";
import pLimit from "p-limit";
import { createWireClient } from "../dist/dynamodb/wire.js";
import { bareExchangeMicros } from "./bare-socket.js";
import { startNullServer } from "./null-server.js";

const run = promisify(execFile);
const credentials = { accessKeyId: "AKIDBENCH", secretAccessKey: "not-a-secret" };
const concurrency = 64;
const region = "us-east-1";
const seconds = 4;
const target = "DynamoDB_20120810.GetItem";
const body = '{"TableName":"Benchmark","Key":{"PK":{"S":"partition-7"},"SK":{"S":"record-7"}}}';

/** @typedef {{ micros: number, perSecond: number }} Cost */

/** The AWS SDK's client as applications use it, under p-limit. @returns {Promise<Cost>} */
async function measureSdk(url, requests) {
  const client = new DynamoDBClient({ region, endpoint: url.origin, credentials });
  const cost = await costPerCall(
    index =>
      client.send(
        new GetItemCommand({
          TableName: "Benchmark",
          Key: { PK: { S: `partition-${index % 1000}` }, SK: { S: `record-${index}` } },
        }),
      ),
    requests,
  );
  client.destroy();
  return cost;
}

/** Its document client. @returns {Promise<Cost>} */
async function measureDocument(url, requests) {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region, endpoint: url.origin, credentials }),
  );
  const cost = await costPerCall(
    index =>
      client.send(
        new GetCommand({
          TableName: "Benchmark",
          Key: { PK: `partition-${index % 1000}`, SK: `record-${index}` },
        }),
      ),
    requests,
  );
  client.destroy();
  return cost;
}

/** A prepared request with two holes, under p-limit too. @returns {Promise<Cost>} */
async function measureWire(url, requests) {
  const client = createWireClient({
    url,
    region,
    credentials: async () => credentials,
    maxAttempts: 4,
    requestTimeoutMs: 30_000,
    connectTimeoutMs: 5_000,
    maxConnections: concurrency,
  });
  const hole = text => ({
    hole: true,
    wire: ({ index }) => `{"S":"${text(index)}"}`,
    value: ({ index }) => ({ S: text(index) }),
  });
  const send = client.prepare({
    operation: "GetItem",
    input: {
      TableName: "Benchmark",
      Key: {
        PK: hole(index => `partition-${index % 1000}`),
        SK: hole(index => `record-${index}`),
      },
    },
  });
  const options = { signal: new AbortController().signal };
  const cost = await costPerCall(async index => {
    const reply = await send({ seed: 1, index, vars: {}, now: Date.now }, options);
    if (reply.outcome !== "ok") throw new Error(reply.error.message);
  }, requests);
  await client.close();
  return cost;
}

/** @returns {Promise<Cost>} */
async function costPerCall(call, requests) {
  await loop(call, Math.ceil(requests / 4));
  const before = process.cpuUsage();
  const startMs = performance.now();
  await loop(call, requests);
  const { user, system } = process.cpuUsage(before);
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  return { micros: (user + system) / requests, perSecond: requests / elapsedSeconds };
}

/** Keeps the limit's slots full without holding a promise a request. */
async function loop(call, requests) {
  const limit = pLimit(concurrency);
  let started = 0;
  const worker = async () => {
    while (started < requests) {
      started += 1;
      await limit(call, started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/** Requests a second of autocannon on one core, unsigned. */
async function measureAutocannon(url) {
  const { requests } = await autocannon({
    url: url.href,
    method: "POST",
    headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" },
    body,
    connections: concurrency,
    duration: seconds,
  });
  return requests.average;
}

/** Requests a second of wrk on one core, unsigned; undefined where it is not installed. */
async function measureWrk(url) {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const script = join(folder, "get.lua");
  await writeFile(
    script,
    `wrk.method = "POST"\nwrk.body = '${body}'\nwrk.headers["X-Amz-Target"] = "${target}"\n`,
  );
  try {
    const words = ["-t1", `-c${concurrency}`, `-d${seconds}s`, "-s", script, url.href];
    const { stdout } = await run("wrk", words);
    return Number(/Requests\/sec: +([\d.]+)/.exec(stdout)?.[1]);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const server = await startNullServer();
  try {
    const sdk = await measureSdk(server.url, 8_000);
    const document = await measureDocument(server.url, 8_000);
    const wire = await measureWire(server.url, 120_000);
    const bare = await bareExchangeMicros(server.url, {
      connections: concurrency,
      exchanges: 120_000,
    });
    const cannon = await measureAutocannon(server.url);
    const wrk = await measureWrk(server.url);
    const rate = perSecond => `${Math.round(perSecond).toLocaleString("en")}/s`;
    return [
      {
        what: "CPU per GetItem, wire against the AWS SDK's client",
        value: `1/${(sdk.micros / wire.micros).toFixed(1)}`,
        goal: "at most 1/15",
        ok: wire.micros <= sdk.micros / 15,
        detail: `${wire.micros.toFixed(1)} µs against ${sdk.micros.toFixed(0)} µs, document client ${document.micros.toFixed(0)} µs, a bare socket ${bare.toFixed(1)} µs; ${concurrency} in flight`,
      },
      {
        what: "GetItems a second, signed, against autocannon's unsigned",
        value: (wire.perSecond / cannon).toFixed(2),
        goal: "at least 0.6",
        ok: wire.perSecond >= 0.6 * cannon,
        detail: `${rate(wire.perSecond)} against ${rate(cannon)}, each on one core`,
      },
      ...(wrk === undefined
        ? []
        : [
            {
              what: "GetItems a second, signed, against wrk's unsigned",
              value: (wire.perSecond / wrk).toFixed(2),
              goal: "at least 0.25",
              ok: wire.perSecond >= 0.25 * wrk,
              detail: `${rate(wire.perSecond)} against ${rate(wrk)}, each on one core`,
            },
          ]),
    ];
  } finally {
    await server.close();
  }
}
