// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SqlSettings } from "../../src/config/sql-settings.ts";
import type { Result } from "../../src/engine/result.ts";
import { runDyn } from "../support/cli.ts";
import { seeded } from "../support/fault-proxy.ts";
import { dynAnywhere, runHere } from "../support/in-process.ts";
import { startKillable } from "../support/killed.ts";
import { askPostgres, freshDatabase, postgresWithReplica } from "../support/postgres.ts";
import { bankFiles, expectExactAccounts } from "../support/sql-bank.ts";
import { type SqlProject, sqlProject } from "../support/sql-project.ts";
import { sqlStores } from "../support/sql-stores.ts";
import { startTcpProxy, type TcpFault, type TcpProxy } from "../support/tcp-proxy.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-aurora-faults-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = ["stress", "run", "bank.yaml", "-o", "json", "--quiet", "-t", "shop"];

/** Makes and fills the tables without faults. */
async function setUp(settings: SqlSettings): Promise<void> {
  const { cwd, env } = sqlProject(folder, settings, bankFiles);
  const ran = await dynAnywhere([...run, "--setup-only"], { cwd, env });
  expect(ran).toMatchObject({ code: 0, err: "" });
}

async function load(requests: number, { cwd, env }: SqlProject): Promise<Result> {
  const words = ["--no-setup", "--requests", String(requests)];
  const { code, stderr, stdout } = await runHere([...run, ...words], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** As text, or as the name of a prepared statement; not as in READ COMMITTED. */
const isCommit = (sent: string) => /(?:dyn_|\b)commit\b/i.test(sent);

async function proxied(
  settings: SqlSettings,
  use: (proxy: TcpProxy, through: SqlSettings) => Promise<void>,
): Promise<void> {
  const proxy = await startTcpProxy(settings.writer);
  const { host, port } = proxy;
  try {
    await use(proxy, { ...settings, writer: { host, port } });
  } finally {
    await proxy.close();
  }
}

describe.each(sqlStores)("a load on %s (synthetic)", (_, store) => {
  const { missing, fresh } = store;
  const named = missing === undefined ? "" : ` (skipped: ${missing})`;

  it.skipIf(missing !== undefined)(
    `has exact accounts when connections are cut before, at and after commits${named}`,
    async () => {
      const settings = await fresh();
      await setUp(settings);
      await proxied(settings, async (proxy, through) => {
        const random = seeded(23);
        const cuts = new Map<TcpFault, number>();
        let commits = 0;
        proxy.faults = sent => {
          const drawn = random();
          const share = isCommit(sent) ? 0.08 : 0.01;
          const fault = drawn < share ? "cutBefore" : drawn < 2 * share ? "cutAfter" : undefined;
          // The first must get in: a server that never answered is not waited for.
          if (fault === undefined || proxy.sent.length < 50) return undefined;
          if (isCommit(sent)) commits += 1;
          cuts.set(fault, (cuts.get(fault) ?? 0) + 1);
          return fault;
        };
        const project = sqlProject(folder, through, bankFiles, { maxAttempts: "50" });
        const result = await load(250, project);
        await expectExactAccounts(result, settings, store);
        expect([...cuts.values()].every(count => count > 3)).toBe(true);
        expect(result.total.retries).toBeGreaterThan(0);
        // What was cut elsewhere is tried again; a commit that was sent is not.
        const { move, transfer } = result.operations;
        expect(commits).toBeGreaterThan(0);
        expect(commits).toBe((move?.unknown ?? 0) + (transfer?.unknown ?? 0));
        expect([move?.failed, transfer?.failed]).toEqual([0, 0]);
      });
    },
  );
});

describe("a load on PostgreSQL through a failover (synthetic)", () => {
  it("goes on when the primary becomes read-only, and writes where the endpoint leads later", async () => {
    const settings = await replicated();
    await setUp(settings);
    const [replica = settings.writer] = settings.readers;
    const alone = { ...settings, readers: [] };
    await proxied(alone, async (proxy, through) => {
      let refused = 0;
      proxy.faults = (_, n) => {
        if (n === 400) {
          proxy.upstream = replica;
          setImmediate(() => proxy.cut());
        }
        if (proxy.upstream === replica) refused += 1;
        if (refused === 60) proxy.upstream = settings.writer;
        return undefined;
      };
      const result = await load(400, sqlProject(folder, through, bankFiles, { maxAttempts: "50" }));
      await expectExactAccounts(result, settings);
      expect(refused).toBeGreaterThanOrEqual(60);
      expect(Object.keys(result.total.errors)).toEqual(
        result.total.unknown > 0 ? ["ConnectionLost"] : [],
      );
      expect(result.total).toMatchObject({ failed: 0 });
      expect(result.total.retries).toBeGreaterThan(0);
    });
  });

  it("begins when the replica has what was set up", async () => {
    const settings = await replicated();
    const [replica = settings.writer] = settings.readers;
    await proxied({ ...settings, writer: replica }, async (reader, through) => {
      await askPostgres(settings, "SELECT pg_wal_replay_pause()", replica);
      const asked = () => reader.sent.filter(sent => sent.includes("wal_replay")).length;
      const split = { ...settings, readers: [through.writer] };
      const { cwd, env } = sqlProject(folder, split, bankFiles);
      const ending = runDyn([...run, "--requests", "100"], { cwd, env });
      try {
        await vi.waitFor(() => expect(asked()).toBeGreaterThan(2), 20_000);
        expect(reader.sent.join()).not.toContain("Accounts");
      } finally {
        await askPostgres(settings, "SELECT pg_wal_replay_resume()", replica);
      }
      const { code, stderr, stdout } = await ending;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(JSON.parse(stdout).total).toMatchObject({ sent: 100, ok: 100, errors: {} });
      expect(reader.sent.join()).toContain("Accounts");
    });
  });

  it("reads from the writer when the replica vanishes", async () => {
    const settings = await replicated();
    await setUp(settings);
    const [replica = settings.writer] = settings.readers;
    await vi.waitFor(async () => {
      const rows = await askPostgres(settings, 'SELECT 1 FROM "Counters"', replica);
      expect(rows).toHaveLength(5);
    }, 10_000);
    await proxied({ ...settings, writer: replica }, async (reader, through) => {
      const looks = () => reader.sent.filter(sent => sent.includes("Accounts")).length;
      reader.faults = (_, n) => {
        if (n === 60) setImmediate(() => void reader.refuse());
        return undefined;
      };
      const split = { ...settings, readers: [through.writer] };
      const result = await load(300, sqlProject(folder, split, bankFiles));
      await expectExactAccounts(result, settings);
      expect(looks()).toBeGreaterThan(0);
      expect(result.total).toMatchObject({ failed: 0, unknown: 0, errors: {} });
      const { look, list } = result.operations;
      const again = (look?.retries ?? 0) + (list?.retries ?? 0);
      expect(again).toBeGreaterThan(0);
      expect(again).toBeLessThanOrEqual(8);
    });
  });
});

describe("a load on PostgreSQL", () => {
  it("counts who finds no connection free, and ends", async () => {
    const settings = await freshDatabase();
    await setUp(settings);
    const slow = `
tables: [counters.yaml]
entities: { counter: { table: Counters, count: 5, item: { Id: "counter-\${i}", Hits: 0 } } }
operations:
  count:
    statement:
      postgres: 'UPDATE "Counters" SET "Hits" = "Hits" + 1 WHERE "Id" = ''counter-0'' AND pg_sleep(0.1) IS NOT NULL'
load: { warmup: 0s, requests: 64, concurrency: 16 }
`;
    const pool = "{ max: 1, acquireTimeout: 400ms }";
    const project = sqlProject(folder, settings, { ...bankFiles, "bank.yaml": slow }, { pool });
    const { total } = await load(64, project);
    expect(total).toMatchObject({ sent: 64, unknown: 0, errors: { PoolExhausted: total.failed } });
    expect(total.failed).toBeGreaterThan(0);
    expect(total.ok + total.failed).toBe(64);
    const [hits] = await askPostgres(settings, 'SELECT sum("Hits")::int AS hits FROM "Counters"');
    expect(hits).toEqual({ hits: total.ok });
  });

  it("tells what it has measured at Ctrl-C, and leaves nothing on the server", async () => {
    const settings = await freshDatabase();
    await setUp(settings);
    await proxied(settings, async (proxy, through) => {
      const { cwd, env } = sqlProject(folder, through, bankFiles);
      const interruptWhen = () => proxy.sent.length > 600;
      const words = [...run, "--no-setup", "--duration", "60s"];
      const { code, stderr, stdout } = await runDyn(words, { cwd, env, interruptWhen });
      expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
      const result: Result = JSON.parse(stdout);
      expect(result.interrupted).toBe(true);
      expect(result.total.sent).toBeGreaterThan(20);
      await expectExactAccounts(result, settings);
    });
    const others = `SELECT query FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await vi.waitFor(async () => expect(await askPostgres(settings, others)).toEqual([]), 5_000);
  });

  it("ends at Ctrl-C while the server is silent (synthetic)", async () => {
    await proxied(await freshDatabase(), async (proxy, through) => {
      proxy.faults = () => "silence";
      const { cwd, env } = sqlProject(folder, through, bankFiles);
      const interruptWhen = () => proxy.sent.length > 0;
      const words = run.filter(word => word !== "--quiet");
      const { code, stderr, stdout } = await runDyn(words, { cwd, env, interruptWhen });
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toMatch(/^interrupted$/m);
    });
  });

  it("takes postgres:memory with it when it is killed", async () => {
    const rooms = mkdtempSync(join(tmpdir(), "dyn-aurora-killed-"));
    // Started by root, PostgreSQL is another user's.
    chmodSync(rooms, 0o1777);
    vi.stubEnv("TMPDIR", rooms);
    try {
      const { cwd } = sqlProject(folder, await freshDatabase(), bankFiles);
      const words = ["stress", "run", "bank.yaml", "--duration", "60s", "-t", "postgres:memory"];
      const running = startKillable(words, cwd);
      await vi.waitFor(() => expect(clientsOf(rooms)).toBeGreaterThan(1), 25_000);
      running.kill();
      await running.ended;
      await expect.poll(() => readdirSync(rooms), { timeout: 20_000 }).toEqual([]);
      expect(processes().filter(({ args }) => args.includes(rooms))).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(rooms, { recursive: true, force: true });
    }
  });
});

/** Connections that the PostgreSQL below a folder serves. */
function clientsOf(rooms: string): number {
  const all = processes();
  const server = all.find(({ args }) => args.includes(rooms) && /bin\/postgres /.test(args));
  return all.filter(({ parent, args }) => parent === server?.pid && / dyn dyn /.test(args)).length;
}

function processes() {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines.map(line => {
    const [pid, parent, ...args] = line.trim().split(/ +/);
    return { pid, parent, args: args.join(" ") };
  });
}

let databases = 0;

/** A database of its own, which the replica has, too. */
async function replicated(): Promise<SqlSettings> {
  const settings = await postgresWithReplica();
  databases += 1;
  const database = `faults_${databases}`;
  await askPostgres(settings, `CREATE DATABASE ${database}`);
  const own = { ...settings, database };
  const [replica] = settings.readers;
  await vi.waitFor(() => askPostgres(own, "SELECT 1", replica), 10_000);
  return own;
}
