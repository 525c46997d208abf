// What dyn serve adds to a bare Fastify route that answers a kept query's bytes: keys, limits, metrics
// and headers are all on.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import fastify from "fastify";
import { median } from "./figure.js";
import { runDyn, startEngine } from "./process.js";

const dynPath = fileURLToPath(new URL("../bin/dyn.js", import.meta.url));
const path = "/v1/tables/Orders/items?pk=customer-7&pageSize=10";
const rounds = 5;
const roundSeconds = 3;
const connections = 32;

const schema = "table: Orders\npartitionKey: Customer S\nsortKey: Number N\nbilling: on-demand\n";
const template = `Customer: customer-7\nNumber: "\${i}"\nNote: "\${text(100)}"\n`;
const settings = `gateway:
  rates: { key: 1000000/s, address: 1000000/s }
  tables: { Orders: {} }
  keys: ./keys.json
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  try {
    await fill(folder, engine.url);
    return [await besideBare(folder, engine.url)];
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true });
  }
}

async function fill(folder, url) {
  await writeFile(join(folder, "orders.yaml"), schema);
  await writeFile(join(folder, "order.yaml"), template);
  await runDyn(["table", "create", join(folder, "orders.yaml"), "-t", url]);
  const words = ["--count", "10", "--template", join(folder, "order.yaml")];
  await runDyn(["seed", "Orders", ...words, "-t", url]);
}

/** In turns, so that what else the machine does meets both. */
async function besideBare(folder, target) {
  const keysFile = join(folder, "keys.json");
  const { stdout } = await runDyn([
    "serve",
    "keys",
    "create",
    "bench",
    "--scope",
    "Orders",
    "--keys",
    keysFile,
    "-o",
    "json",
  ]);
  const headers = { authorization: `Bearer ${JSON.parse(stdout).key}` };
  const served = await startServed(folder, target);
  const answer = await fetch(served.url + path, { headers });
  const bare = await startBare(await answer.text());
  const ratios = [];
  const rates = { bare: [], served: [] };
  try {
    for (const { url } of [bare, served]) await rateOf(url, headers, 1);
    for (let round = 0; round < rounds; round += 1) {
      const alone = await rateOf(bare.url, headers, roundSeconds);
      const whole = await rateOf(served.url, headers, roundSeconds);
      rates.bare.push(alone);
      rates.served.push(whole);
      ratios.push(whole / alone);
    }
  } finally {
    await Promise.all([bare.stop(), served.stop()]);
  }
  const ratio = median(ratios);
  return {
    what: "cached queries, of a bare Fastify route's rate",
    value: ratio.toFixed(2),
    goal: "at least 0.7",
    ok: ratio >= 0.7,
    detail: `${perSecond(median(rates.served))} against ${perSecond(median(rates.bare))}, ${connections} connections`,
  };
}

async function rateOf(url, headers, duration) {
  const result = await autocannon({ url: url + path, connections, duration, headers });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx} requests were refused`);
  return result["2xx"] / result.duration;
}

async function startServed(folder, target) {
  await writeFile(join(folder, "dyn.yaml"), settings);
  const words = ["serve", "-t", target, "--port", "0", "-o", "json", "--log-level", "warn"];
  const child = spawn(process.execPath, [dynPath, ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DYN_HOME: folder },
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { url: JSON.parse(line).url, stop: () => stopped(child) };
}

/** @param {string} body */
async function startBare(body) {
  const child = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, BODY: body } });
  const [port] = await once(child, "message");
  return { url: `http://127.0.0.1:${port}`, stop: () => stopped(child) };
}

async function stopped(child) {
  const closed = once(child, "close");
  child.kill();
  await closed;
}

/** @param {number} rate */
function perSecond(rate) {
  return `${Math.round(rate).toLocaleString("en")} a second`;
}

async function serveBare() {
  const app = fastify();
  const body = process.env.BODY ?? "";
  app.get("/v1/tables/Orders/items", (_, reply) => reply.type("application/json").send(body));
  await app.listen({ port: 0, host: "127.0.0.1" });
  process.send?.(app.server.address().port);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serveBare();
