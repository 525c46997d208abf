import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPrivatePostgres } from "../dist/local/postgres/private.js";
import { figureSkipped, median } from "./figure.js";
import { runDyn } from "./process.js";

/** Where Debian keeps it; a name alone is looked for on the PATH. */
const pgbenchPaths = ["/usr/lib/postgresql/15/bin/pgbench", "/usr/bin/pgbench"];

/**
 * A PostgreSQL in memory with pgbench's tables, and the words of loads against it.
 * @typedef {object} Bench
 * @property {(statements: string) => Promise<void>} perform performs statements, for the set-up
 * @property {(words: readonly string[]) => Promise<number>} pgbench runs it and gives its transactions a second
 * @property {(scenario: string, query?: string) => Promise<number>} dyn runs a scenario and gives its throughput
 */

/**
 * Starts an embedded PostgreSQL with pgbench's tables of a scale, and stops it after the work.
 * Undefined where there is no pgbench.
 * @template T
 * @param {number} scale
 * @param {(bench: Bench) => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
async function withPgbench(scale, work) {
  const program = process.env.PGBENCH ?? pgbenchPaths.find(path => existsSync(path));
  if (program === undefined) return undefined;
  const { env, platform, arch } = process;
  const monotonic = () => performance.now();
  const host = { env, cwd: process.cwd(), home: homedir(), platform, arch, monotonic };
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const server = await startPrivatePostgres(host);
  try {
    const { settings } = server;
    const { writer, user, database, auth } = settings;
    const password = { PGPASSWORD: auth.password };
    const pgbench = words => {
      const at = ["-h", writer.host, "-p", String(writer.port), "-U", user];
      return output(program, [...at, ...words, database], { ...env, ...password });
    };
    await pgbench(["-i", "-q", "-s", String(scale)]);
    const url = `postgres://${user}@${writer.host}:${writer.port}/${database}`;
    return await work({
      perform: async statements => {
        const client = new pg.Client({ ...writer, user, database, password: auth.password });
        await client.connect();
        for (const each of statements.split(";").filter(text => text.trim())) {
          await client.query(each);
        }
        await client.end();
      },
      pgbench: async words => tpsIn(await pgbench(["-n", ...words])),
      dyn: async (scenario, query = "") => {
        const [file, result] = [join(folder, "scenario.yaml"), join(folder, "result.json")];
        await writeFile(file, scenario);
        const words = ["stress", "run", file, "-t", `${url}${query}`, "--no-setup"];
        await runDyn([...words, "--report", `json=${result}`], password);
        const { total } = JSON.parse(await readFile(result, "utf8"));
        if (total.ok !== total.sent) throw new Error(JSON.stringify(total.errors));
        return total.throughput;
      },
    });
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

const rounds = 3;

/**
 * How many times as many transactions a second dyn makes as pgbench with 8 connections and prepared
 * statements, in turns on one server; what pipelining adds is told beside it.
 * @param {object} work
 * @param {string} work.what
 * @param {number} work.least the goal
 * @param {number} work.scale of pgbench's tables
 * @param {readonly string[]} work.words what pgbench is to do
 * @param {string} work.scenario the same for dyn
 * @param {string} [work.before] statements that lay the ground for each run
 * @returns {Promise<import("./figure.js").Figure[]>}
 */
export async function againstPgbench({ what, least, scale, words, scenario, before = "" }) {
  const runs = await withPgbench(scale, async ({ perform, pgbench, dyn }) => {
    const each = [];
    for (let round = 0; round < rounds; round += 1) {
      await perform(before);
      const own = await pgbench(["-M", "prepared", "-c", "8", ...words]);
      await perform(before);
      const plain = await dyn(scenario);
      await perform(before);
      each.push({ pgbench: own, dyn: plain, pipelined: await dyn(scenario, "?pipelining=true") });
    }
    return each;
  });
  if (runs === undefined) return [figureSkipped(what, "no pgbench; PGBENCH names one")];
  const ratio = name => median(runs.map(run => run[name] / run.pgbench));
  const perSecond = name => Math.round(median(runs.map(run => run[name]))).toLocaleString("en");
  const detail = [
    `${perSecond("dyn")} against ${perSecond("pgbench")} a second, the median of ${rounds}`,
    `with pipelining ${perSecond("pipelined")}, or ${ratio("pipelined").toFixed(2)}`,
  ].join("; ");
  const value = ratio("dyn");
  return [{ what, value: value.toFixed(2), goal: `at least ${least}`, ok: value >= least, detail }];
}

/** What a program writes to its stdout; an error when it fails. */
function output(program, words, env) {
  const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", chunk => {
    stdout += chunk;
  });
  child.stderr.on("data", chunk => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", code =>
      code === 0 ? resolve(stdout) : reject(new Error(`${program} ended with ${code}: ${stderr}`)),
    );
  });
}

function tpsIn(report) {
  return Number(/tps = ([\d.]+)/.exec(report)?.[1]);
}
