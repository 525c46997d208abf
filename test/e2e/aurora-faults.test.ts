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
import { dynAnywhere } from "../support/in-process.ts";
import { startKillable } from "../support/killed.ts";
import { askPostgres, freshDatabase, postgresWithReplica } from "../support/postgres.ts";
import { type SqlProject, sqlProject } from "../support/sql-project.ts";
import { startTcpProxy, type TcpFault, type TcpProxy } from "../support/tcp-proxy.ts";

const accounts = 10;
const perAccount = 1_000;

/** Whatever is done twice, by half, or not at all though it was acknowledged, shows in what is stored. */
const bank = `
seed: 11
tables: [accounts.yaml, receipts.yaml, counters.yaml]
entities:
  account: { table: Accounts, count: ${accounts}, item: { Id: "account-\${i}", Balance: ${perAccount}, Moves: 0 } }
  receipt: { table: Receipts, count: 0, item: { Id: "receipt-\${i}", Note: "\${text(20)}" } }
  slip: { table: Receipts, count: 0, item: { Id: "slip-\${i}", Note: "\${text(20)}" } }
  counter: { table: Counters, count: 5, item: { Id: "counter-\${i}", Hits: 0 } }
operations:
  look: { weight: 3, get: { entity: account, pick: uniform } }
  list: { weight: 2, query: { table: Counters, where: "Id = 'counter-1'" } }
  file: { weight: 4, put: { entity: receipt, pick: new, if: attribute_not_exists(Id) } }
  count: { weight: 3, update: { entity: counter, pick: uniform, do: "ADD Hits 1" } }
  move:
    weight: 4
    vars: { amount: "\${int(1, 9)}" }
    retryConflicts: 100
    transactWrite:
      - update: { entity: account, pick: uniform, do: "SET Balance = Balance - \${amount} ADD Moves 1" }
      - update: { entity: account, pick: uniform, do: "SET Balance = Balance + \${amount}" }
  transfer:
    weight: 6
    vars: { amount: "\${int(1, 9)}" }
    transaction: serializable
    retryConflicts: 100
    flow:
      - { get: { entity: account, pick: uniform }, as: from }
      - update:
          entity: account
          pick: same
          do: "SET Balance = \${from.Balance - amount}, Moves = \${from.Moves + 1}"
      - { get: { entity: account, pick: uniform }, as: to }
      - update: { entity: account, pick: same, do: "SET Balance = \${to.Balance + amount}" }
      - put: { entity: slip, pick: new }
load: { warmup: 0s, concurrency: 4 }
checks:
  - acknowledged: receipt
  - acknowledged: slip
  - sum: { table: Accounts, attribute: Balance, equals: ${accounts * perAccount} }
`;
const files = {
  "bank.yaml": bank,
  "accounts.yaml": "table: Accounts\npartitionKey: Id S\n",
  "receipts.yaml": "table: Receipts\npartitionKey: Id S\n",
  "counters.yaml": "table: Counters\npartitionKey: Id S\n",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-aurora-faults-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = ["stress", "run", "bank.yaml", "-o", "json", "--quiet", "-t", "shop"];

/** Makes and fills the tables without faults. */
async function setUp(settings: SqlSettings): Promise<void> {
  const { cwd, env } = sqlProject(folder, settings, files);
  const ran = await dynAnywhere([...run, "--setup-only"], { cwd, env });
  expect(ran).toMatchObject({ code: 0, err: "" });
}

async function load(requests: number, { cwd, env }: SqlProject): Promise<Result> {
  const words = ["--no-setup", "--requests", String(requests)];
  const { code, stderr, stdout } = await runDyn([...run, ...words], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** What must hold of every run, whatever went wrong. */
async function expectExactAccounts(result: Result, settings: SqlSettings): Promise<void> {
  for (const stats of [result.total, ...Object.values(result.operations)]) {
    expect(stats.sent).toBe(stats.ok + stats.failed + stats.unknown);
    const told = Object.values(stats.errors).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(stats.failed + stats.unknown);
  }
  const { look, list, file, count, move, transfer } = result.operations;
  expect([look?.unknown, list?.unknown]).toEqual([0, 0]);
  const [stored] = (await askPostgres(
    settings,
    `SELECT (SELECT count(*) FROM "Receipts" WHERE "Id" LIKE 'receipt-%')::int AS receipts,
      (SELECT count(*) FROM "Receipts" WHERE "Id" LIKE 'slip-%')::int AS slips,
      (SELECT sum("Hits") FROM "Counters")::int AS hits, sum("Moves")::int AS moves,
      sum("Balance")::int AS balance FROM "Accounts"`,
  )) as [Record<"receipts" | "slips" | "hits" | "moves" | "balance", number>];
  expectBetween(stored.receipts, file);
  expectBetween(stored.hits, count);
  expectBetween(stored.slips, transfer);
  expectBetween(stored.moves - stored.slips, move);
  expect(stored.balance).toBe(accounts * perAccount);
}

function expectBetween(stored: number, stats: Result["total"] | undefined): void {
  const { ok = 0, unknown = 0 } = stats ?? {};
  expect(stored).toBeGreaterThanOrEqual(ok);
  expect(stored).toBeLessThanOrEqual(ok + unknown);
}

const isCommit = (sent: string) => /commit/i.test(sent);

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

describe("a load on PostgreSQL through faults (synthetic)", () => {
  it("has exact accounts when connections are cut before, at and after commits", async () => {
    const settings = await freshDatabase();
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
      const project = sqlProject(folder, through, files, { maxAttempts: "50" });
      const result = await load(400, project);
      await expectExactAccounts(result, settings);
      expect([...cuts.values()].every(count => count > 3)).toBe(true);
      expect(result.total.unknown).toBeGreaterThan(0);
      expect(result.total.retries).toBeGreaterThan(0);
      // What was cut elsewhere is tried again; a commit that was sent is not.
      const { move, transfer } = result.operations;
      expect(commits).toBe((move?.unknown ?? 0) + (transfer?.unknown ?? 0));
      expect([move?.failed, transfer?.failed]).toEqual([0, 0]);
    });
  });

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
      const result = await load(400, sqlProject(folder, through, files, { maxAttempts: "50" }));
      await expectExactAccounts(result, settings);
      expect(refused).toBeGreaterThanOrEqual(60);
      expect(Object.keys(result.total.errors)).toEqual(
        result.total.unknown > 0 ? ["ConnectionLost"] : [],
      );
      expect(result.total).toMatchObject({ failed: 0 });
      expect(result.total.retries).toBeGreaterThan(0);
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
      const result = await load(300, sqlProject(folder, split, files));
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
    const project = sqlProject(folder, settings, { ...files, "bank.yaml": slow }, { pool });
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
      const { cwd, env } = sqlProject(folder, through, files);
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

  it("takes postgres:memory with it when it is killed", async () => {
    const rooms = mkdtempSync(join(tmpdir(), "dyn-aurora-killed-"));
    // Started by root, PostgreSQL is another user's.
    chmodSync(rooms, 0o1777);
    vi.stubEnv("TMPDIR", rooms);
    try {
      const { cwd } = sqlProject(folder, await freshDatabase(), files);
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

/** A database of its own, once its replica has it, too. */
async function replicated(): Promise<SqlSettings> {
  const settings = await postgresWithReplica();
  databases += 1;
  const database = `faults_${databases}`;
  await askPostgres(settings, `CREATE DATABASE ${database}`);
  return { ...settings, database };
}
