// How fast dyn aurora load is: beside psql's \copy of the same file, and beside inserts of one row each.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { startPrivatePostgres } from "../dist/local/postgres/private.js";
import { median } from "./figure.js";
import { runDyn } from "./process.js";

const rows = 500_000;
const rounds = 5;
const singles = 2_000;
const leastShare = 0.8;
const leastTimes = 100;
const psql = ["/usr/bin/psql", "/usr/lib/postgresql/15/bin/psql"].find(path => existsSync(path));
const run = promisify(execFile);
const table = `CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL,
  total numeric(12, 2) NOT NULL, status text NOT NULL, placed timestamp NOT NULL)`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const { env, platform, arch } = process;
  const monotonic = () => performance.now();
  const host = { env, cwd: process.cwd(), home: homedir(), platform, arch, monotonic };
  const server = await startPrivatePostgres(host);
  const { writer, user, database, auth } = server.settings;
  const client = new pg.Client({ ...writer, user, database, password: auth.password });
  await client.connect();
  try {
    const file = join(folder, "orders.csv");
    await writeRows(file);
    const at = { writer, user, database, password: auth.password, file };
    const rates = { dyn: [], psql: [] };
    for (let round = 0; round < rounds; round += 1) {
      await afresh(client);
      rates.dyn.push(await dynRate(at));
      await afresh(client);
      if (psql !== undefined) rates.psql.push(await psqlRate(at));
    }
    await afresh(client);
    const single = await singleRate(client);
    const [dyn, copy] = [median(rates.dyn), median(rates.psql)];
    return [
      ...(psql === undefined ? [] : [besidePsql(dyn, copy)]),
      {
        what: "load, of inserts of one row each",
        value: `${(dyn / single).toFixed(0)} times`,
        goal: `at least ${leastTimes} times`,
        ok: dyn / single >= leastTimes,
        detail: `${perSecond(dyn)} against ${perSecond(single)} rows/s`,
      },
    ];
  } finally {
    await client.end();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

/** @param {number} dyn @param {number} copy */
function besidePsql(dyn, copy) {
  return {
    what: `load of ${rows.toLocaleString("en")} rows, of psql's \\copy`,
    value: (dyn / copy).toFixed(2),
    goal: `at least ${leastShare}`,
    ok: dyn / copy >= leastShare,
    detail: `${perSecond(dyn)} against ${perSecond(copy)} rows/s, one connection each`,
  };
}

async function writeRows(file) {
  const stream = createWriteStream(file);
  stream.write("id,customer,total,status,placed\n");
  for (let at = 0; at < rows; at += 1) {
    const row = `${at},customer ${(at * 7919) % 100_000},${(at % 1000) + 0.5},new,2026-01-31 12:00:00`;
    if (!stream.write(`${row}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

/** The same for each: an empty table, and nothing left to be written of the one before. */
async function afresh(client) {
  await client.query("DROP TABLE IF EXISTS orders");
  await client.query(table);
  await client.query("CHECKPOINT");
}

/** By the seconds that it tells, those of the loading alone. */
async function dynRate({ writer, user, database, password, file }) {
  const url = `postgres://${user}@${writer.host}:${writer.port}/${database}`;
  const words = ["aurora", "load", "orders", file, "-t", url, "-o", "json"];
  const { stdout } = await runDyn(words, { PGPASSWORD: password });
  const { written, seconds } = JSON.parse(stdout);
  if (written !== rows) throw new Error(stdout);
  return rows / seconds;
}

/** The whole of psql, which starts in a hundredth of a second. */
async function psqlRate({ writer, user, database, password, file }) {
  const words = ["-h", writer.host, "-p", String(writer.port), "-U", user, "-d", database];
  const command = `\\copy orders FROM '${file}' WITH (FORMAT csv, HEADER)`;
  const started = performance.now();
  await run(psql, [...words, "-q", "-c", command], {
    env: { ...process.env, PGPASSWORD: password },
  });
  return rows / ((performance.now() - started) / 1000);
}

async function singleRate(client) {
  const text = "INSERT INTO orders VALUES ($1, $2, $3, $4, $5)";
  const started = performance.now();
  for (let at = 0; at < singles; at += 1) {
    const values = [at, `customer ${at}`, "1.5", "new", "2026-01-31 12:00:00"];
    await client.query({ name: "insert", text, values });
  }
  return singles / ((performance.now() - started) / 1000);
}

/** @param {number} rate */
function perSecond(rate) {
  return Math.round(rate).toLocaleString("en");
}
