import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import pLimit from "p-limit";
import { createWireClient } from "../dist/dynamodb/wire.js";
import { startNullServer } from "./null-server.js";

const credentials = { accessKeyId: "AKIDBENCH", secretAccessKey: "not-a-secret" };
const concurrency = 64;
const region = "us-east-1";

async function cpuMicrosPerGet({ wireRequests, sdkRequests }) {
  const server = await startNullServer();
  try {
    const sdk = await measureSdk(server.url, sdkRequests);
    const wire = await measureWire(server.url, wireRequests);
    return { sdk, wire };
  } finally {
    await server.close();
  }
}

/** The AWS SDK's client as applications use it, under p-limit. */
async function measureSdk(url, requests) {
  const client = new DynamoDBClient({ region, endpoint: url.origin, credentials });
  const get = index =>
    client.send(new GetItemCommand({ TableName: "Sessions", Key: { Id: { S: `user-${index}` } } }));
  const micros = await microsPerCall(get, requests);
  client.destroy();
  return micros;
}

/** A prepared request with one hole, under p-limit too. */
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
  const id = {
    hole: true,
    wire: ({ index }) => `{"S":"user-${index}"}`,
    value: ({ index }) => ({ S: `user-${index}` }),
  };
  const send = client.prepare({
    operation: "GetItem",
    input: { TableName: "Sessions", Key: { Id: id } },
  });
  const options = { signal: new AbortController().signal };
  const get = async index => {
    const reply = await send({ seed: 1, index, vars: {}, now: Date.now }, options);
    if (reply.outcome !== "ok") throw new Error(reply.error.message);
  };
  const micros = await microsPerCall(get, requests);
  await client.close();
  return micros;
}

async function microsPerCall(call, requests) {
  await loop(call, Math.ceil(requests / 4));
  const before = process.cpuUsage();
  await loop(call, requests);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
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

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const { sdk, wire } = await cpuMicrosPerGet({ wireRequests: 60_000, sdkRequests: 8_000 });
  return [
    {
      what: "CPU per GetItem, wire against the AWS SDK's client",
      value: `1/${(sdk / wire).toFixed(1)}`,
      goal: "at most 1/8",
      ok: wire <= sdk / 8,
      detail: `${wire.toFixed(1)} µs against ${sdk.toFixed(0)} µs, ${concurrency} in flight`,
    },
  ];
}
