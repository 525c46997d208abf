// How fast dyn serve reads what it has not kept, beside the AWS SDK asking for the same; and how it
// holds under 200 clients for a minute: errors, latency, hit ratio, memory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import autocannon from "autocannon";
import { median } from "./figure.js";
import { runDyn, startEngine } from "./process.js";

const dynPath = fileURLToPath(new URL("../bin/dyn.js", import.meta.url));
const customers = 2_000;
const ordersEach = 10;
const rounds = 3;
const roundSeconds = 5;
const inFlight = 32;
const clients = 200;
const loadSeconds = Number(process.env.SERVE_SECONDS ?? 60);
const mib = 1024 * 1024;

const schema = `
table: Orders
partitionKey: Customer S
sortKey: Number N
billing: on-demand
`;

const template = `
Customer: "customer-\${i % ${customers}}"
Number: "\${i / ${customers}}"
Status: "\${pick('new', 'paid', 'sent')}"
Total: "\${int(100, 99999)}"
Note: "\${text(100)}"
`;

const settings = `
gateway:
  rates: { key: 1000000/s, address: 1000000/s }
  tables: { Orders: { pageSize: 25 } }
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  try {
    await fill(folder, engine.url);
    return [await besideSdk(folder, engine.url), ...(await underLoad(folder, engine.url))];
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true });
  }
}

async function fill(folder, url) {
  await writeFile(join(folder, "orders.yaml"), schema);
  await writeFile(join(folder, "order.yaml"), template);
  await runDyn(["table", "create", join(folder, "orders.yaml"), "-t", url]);
  const count = String(customers * ordersEach);
  const words = ["--count", count, "--template", join(folder, "order.yaml")];
  await runDyn(["seed", "Orders", ...words, "-t", url]);
}

/** In turns: the service without its cache, and the SDK in a process of its own. */
async function besideSdk(folder, url) {
  const rates = { served: [], sdk: [] };
  for (let round = 0; round < rounds; round += 1) {
    await withServed(folder, url, `${settings}  cache: { ttl: 0s }\n`, async served => {
      await loaded(served, inFlight, 1);
      const { rate } = await loaded(served, inFlight, roundSeconds);
      rates.served.push(rate);
    });
    rates.sdk.push(await sdkRate(url));
  }
  const [served, sdk] = [median(rates.served), median(rates.sdk)];
  return {
    what: "queries served uncached, of the SDK's own",
    value: (served / sdk).toFixed(2),
    goal: "at least 0.8",
    ok: served / sdk >= 0.8,
    detail: `${perSecond(served)} against ${perSecond(sdk)}, ${inFlight} at a time, pages of 10 items`,
  };
}

/** Queries a second, in this process, which does nothing else. */
async function sdkRate(endpoint) {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "not-a-secret" },
  });
  let done = 0;
  const ask = async (end, from) => {
    for (let at = from; performance.now() < end; at += inFlight) {
      await client.send(
        new QueryCommand({
          TableName: "Orders",
          KeyConditionExpression: "#c = :c",
          ExpressionAttributeNames: { "#c": "Customer" },
          ExpressionAttributeValues: { ":c": { S: `customer-${at % customers}` } },
          Limit: 25,
          ReturnConsumedCapacity: "TOTAL",
        }),
      );
      done += 1;
    }
  };
  const all = end => Promise.all(Array.from({ length: inFlight }, (_, at) => ask(end, at)));
  try {
    await all(performance.now() + 1000);
    done = 0;
    const started = performance.now();
    await all(started + roundSeconds * 1000);
    return done / ((performance.now() - started) / 1000);
  } finally {
    client.destroy();
  }
}

/** A minute of 200 clients who ask for customers by Zipf's law. */
async function underLoad(folder, url) {
  return withServed(folder, url, settings, async served => {
    const memory = [];
    const sampler = setInterval(async () => memory.push(await rssBytes(served.pid)), 1000);
    const result = await loaded(served, clients, loadSeconds);
    clearInterval(sampler);
    const at = second => median(memory.slice(Math.max(0, second - 3), second + 3));
    const growth = at(memory.length - 4) - at(10);
    const metrics = await (await fetch(`${served.url}/metrics`)).text();
    const ratio = Number(/^dyn_cache_hit_ratio(?:\{.*\})? (\S+)/m.exec(metrics)?.[1]);
    const who = `${clients} clients for ${loadSeconds} s`;
    return [
      {
        what: `errors of ${who}`,
        value: String(result.errors),
        goal: "none",
        ok: result.errors === 0,
        detail: `${perSecond(result.rate)}, ${result.requests.toLocaleString("en")} in all`,
      },
      {
        what: `97.5th percentile of ${who}`,
        value: `${result.p975} ms`,
        goal: "p95 under 100 ms",
        ok: result.p975 < 100,
      },
      {
        what: "hit ratio under Zipf's law",
        value: ratio.toFixed(3),
        goal: "above 0.8",
        ok: ratio > 0.8,
      },
      {
        what: "RSS at the end over that after 10 s",
        value: `${(growth / mib).toFixed(1)} MiB`,
        goal: "at most 20 MiB",
        ok: growth <= 20 * mib,
        detail: `${(at(10) / mib).toFixed(0)} MiB, then ${(at(memory.length - 4) / mib).toFixed(0)} MiB`,
      },
    ];
  });
}

/** dyn serve on a port that is free, while the work lasts. */
async function withServed(folder, target, dynYaml, work) {
  await writeFile(join(folder, "dyn.yaml"), dynYaml);
  const words = ["serve", "-t", target, "--no-auth", "--port", "0", "-o", "json"];
  const child = spawn(process.execPath, [dynPath, ...words, "--log-level", "warn"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DYN_HOME: folder },
  });
  const closed = once(child, "close");
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([
      once(lines, "line"),
      closed.then(() => Promise.reject(new Error("dyn serve ended"))),
    ]);
    return await work(JSON.parse(line));
  } finally {
    child.kill();
    await closed;
  }
}

/** Each client asks for customers in an order of its own. */
async function loaded({ url }, connections, duration) {
  const result = await autocannon({
    url,
    connections,
    duration,
    timeout: 30,
    setupClient: client => client.setRequests(drawn(500).map(path => ({ path }))),
  });
  const errors = result.errors + result.timeouts + result.non2xx;
  const requests = result["2xx"];
  return { rate: requests / result.duration, requests, errors, p975: result.latency.p97_5 };
}

const weights = Array.from({ length: customers }, (_, at) => 1 / (at + 1) ** 0.99);
const sums = [];
weights.reduce((sum, weight) => {
  sums.push(sum + weight);
  return sum + weight;
}, 0);

/** @param {number} count */
function drawn(count) {
  const whole = sums.at(-1) ?? 1;
  return Array.from({ length: count }, () => {
    const at = Math.random() * whole;
    const rank = sums.findIndex(sum => sum >= at);
    return `/v1/tables/Orders/items?pk=customer-${rank}&pageSize=25`;
  });
}

/** Linux only. @param {number} pid */
async function rssBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** @param {number} rate */
function perSecond(rate) {
  return `${Math.round(rate).toLocaleString("en")} a second`;
}
