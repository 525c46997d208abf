// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, clientNames } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { pages } from "../../src/dynamodb/paging.ts";
import type { Result } from "../../src/engine/result.ts";
import type { Item } from "../../src/values/attribute.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type FaultShares, mixedFaults } from "../support/fault-mix.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { dyn as dynInside, runHere } from "../support/in-process.ts";

const batchSize = 5;
/** DynamoDB's name of what each operation of the scenario sends; but for the flow, no two send the same. */
const sends = {
  get: "GetItem",
  put: "PutItem",
  add: "UpdateItem",
  expire: "DeleteItem",
  list: "Query",
  readMany: "BatchGetItem",
  writeMany: "BatchWriteItem",
  sweep: "Scan",
  both: "TransactGetItems",
  transfer: "TransactWriteItems",
  find: "ExecuteStatement",
} as const;
/** The flow's requests, a get and an update, are known by the item that they are about. */
const flowItem = '"product-';
type Operation = keyof typeof sends | "reserve";
const reads: readonly Operation[] = ["get", "list", "readMany", "sweep", "both", "find"];
const operations = [...Object.keys(sends), "reserve"] as Operation[];
const dataOperations: ReadonlySet<string> = new Set(Object.values(sends));

const closed = "{ warmup: 0s, requests: 400, concurrency: 8 }";
/** More than the proxy can do with so many in flight, so that operations queue. */
const open = "{ warmup: 0s, requests: 400, concurrency: 8, rate: 2000/s, arrivals: poisson }";

function scenario(table: string, load: string): string {
  return `
tables: [table.yaml]
entities:
  base: { table: ${table}, count: 40, item: { Id: "base-\${i}", Hits: 0, Bytes: "\${bytes(20)}" } }
  gone: { table: ${table}, count: 40, item: { Id: "gone-\${i}" } }
  fresh: { table: ${table}, count: 0, item: { Id: "fresh-\${i}", Name: "\${name()}" } }
  bulk: { table: ${table}, count: 0, item: { Id: "bulk-\${i}", Long: 12345678901234567890 } }
  account: { table: ${table}, count: 10, item: { Id: "account-\${i}", Balance: 1000, Moves: 0 } }
  transfer: { table: ${table}, count: 0, item: { Id: "transfer-\${i}" } }
  product: { table: ${table}, count: 3, item: { Id: "product-\${i}", Quantity: 500, Version: 0 } }
operations:
  get: { weight: 3, get: { entity: base, pick: zipf } }
  put: { weight: 5, put: { entity: fresh, pick: new } }
  add: { weight: 5, update: { entity: base, pick: uniform, do: "ADD Hits 1" } }
  expire: { weight: 1, delete: { entity: gone, pick: sequential } }
  list: { weight: 1, query: { table: ${table}, where: "Id = \${who}" }, vars: { who: "base-\${int(0, 39)}" } }
  readMany: { weight: 2, batchGet: { entity: base, size: ${batchSize} } }
  writeMany: { weight: 3, batchWrite: { entity: bulk, pick: new, size: ${batchSize} } }
  sweep: { weight: 1, scan: { table: ${table}, filter: "begins_with(Id, 'base-')", limit: 20 } }
  both: { weight: 1, transactGet: [{ entity: account, pick: uniform, size: 2 }, { entity: base }] }
  transfer:
    weight: 5
    vars: { amount: "\${int(1, 300)}" }
    retryConflicts: 3
    transactWrite:
      - update:
          entity: account
          pick: uniform
          do: "SET Balance = Balance - \${amount} ADD Moves 1"
          if: "Balance >= \${amount}"
      - update: { entity: account, pick: uniform, do: "SET Balance = Balance + \${amount}" }
      - put: { entity: transfer, pick: new }
  find: { weight: 1, statement: { partiql: "SELECT Id FROM ${table} WHERE Id = 'base-\${i % 40}'" } }
  reserve:
    weight: 5
    flow:
      - { get: { entity: product, pick: uniform, consistent: true }, as: stock }
      - update:
          entity: product
          pick: same
          do: "SET Quantity = Quantity - 1, Version = \${stock.Version + 1}"
          if: "Version = \${stock.Version}"
        restart: 20
load: ${load}
`;
}

let folder: string;
let upstream: URL;
let direct: Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-stress-faults-"));
  upstream = (await engine()).endpoint;
  direct = await connect(embeddedEndpoint(upstream, { maxConnections: 2 }), "wire");
});
afterAll(async () => {
  await direct.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly result: Result;
  readonly seen: FaultProxy["seen"];
  readonly items: readonly Item[];
}

/** Sets up without faults, then runs through a proxy with them. */
async function runWith(
  client: string,
  shares: FaultShares,
  requestTimeout: string,
  load = closed,
): Promise<Ran> {
  const table = uniqueTable("StressFaults");
  const cwd = join(folder, table);
  const proxy = await startFaultProxy(upstream, mixedFaults(11, shares));
  const faulty = `{ endpoint: "${proxy.url.origin}", region: us-east-1, requestTimeout: ${requestTimeout} }`;
  mkdirSync(cwd);
  writeFileSync(join(cwd, "dyn.yaml"), `targets: { faulty: ${faulty} }\n`);
  writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(join(cwd, "load.yaml"), scenario(table, load));
  const run = ["stress", "run", "load.yaml", "-o", "json", "--quiet"];
  try {
    expect(await dynInside([...run, "--setup-only"], { cwd })).toMatchObject({ code: 0, err: "" });
    const words = ["--no-setup", "-t", "faulty", "--client", client];
    const { stdout, stderr, code } = await runHere([...run, ...words], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const result: Result = JSON.parse(stdout);
    return { result, seen: [...proxy.seen], items: await allOf(table) };
  } finally {
    await proxy.close();
  }
}

async function allOf(TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages(direct, "Scan", { TableName })) items.push(...page.items);
  return items;
}

/** What must hold of every run, whatever went wrong. */
function expectExactAccounts({ result, items }: Ran): void {
  const { total, load } = result;
  const all = operations.map(name => statsOf(result, name));
  // An open loop gives up what still waits 10 s after its schedule, as on a machine that is busy.
  expect(total.sent + load.unsent).toBe(400);
  for (const stats of [total, ...all]) {
    expect(stats.sent).toBe(stats.ok + stats.failed + stats.unknown);
    expect(sum(Object.values(stats.errors))).toBe(stats.failed + stats.unknown);
    expect(sum(Object.values(stats.throttles))).toBe(stats.throttled);
  }
  for (const name of operations) {
    if (name !== "reserve") expectOneRequestEach(statsOf(result, name));
  }
  expectExactFlow(statsOf(result, "reserve"), items);
  for (const count of [
    "sent",
    "ok",
    "failed",
    "unknown",
    "attempts",
    "retries",
    "throttled",
    "conflicts",
    "restarts",
  ] as const) {
    expect(sum(all.map(stats => stats[count]))).toBe(total[count]);
  }
  for (const name of reads) expect(statsOf(result, name).unknown).toBe(0);
  const { put, add, writeMany, transfer } = result.operations;
  expectBetween(countOf(items, "fresh-"), put?.ok, put?.unknown);
  expectBetween(totalOf(items, "Hits"), add?.ok, add?.unknown);
  const open = (writeMany?.failed ?? 0) + (writeMany?.unknown ?? 0);
  expectBetween(countOf(items, "bulk-"), batchSize * (writeMany?.ok ?? 0), batchSize * open);
  const transfers = countOf(items, "transfer-");
  expectBetween(transfers, transfer?.ok, transfer?.unknown);
  // None was carried out twice, or by half.
  expect(totalOf(items, "Moves")).toBe(transfers);
  expect(totalOf(items, "Balance")).toBe(10_000);
}

function expectOneRequestEach({ attempts, sent, retries, restarts }: Result["total"]): void {
  expect(attempts).toBe(sent + retries);
  expect(restarts).toBe(0);
}

/** A get and an update each time that it begins; one that does not get so far has failed. */
function expectExactFlow(stats: Result["total"], items: readonly Item[]): void {
  const { sent, ok, failed, unknown, restarts, attempts, retries } = stats;
  const most = 2 * (sent + restarts);
  expect(attempts - retries).toBeLessThanOrEqual(most);
  expect(attempts - retries).toBeGreaterThanOrEqual(most - failed);
  const reserved = totalOf(items, "Version");
  expectBetween(reserved, ok, unknown);
  // Nobody's write was lost under another's.
  expect(totalOf(items, "Quantity")).toBe(3 * 500 - reserved);
}

function expectBetween(stored: number, acknowledged = 0, unknown = 0): void {
  expect(stored).toBeGreaterThanOrEqual(acknowledged);
  expect(stored).toBeLessThanOrEqual(acknowledged + unknown);
}

function statsOf({ operations }: Result, name: Operation): Result["total"] {
  const stats = operations[name];
  if (stats === undefined) throw new Error(`nothing is told of ${name}`);
  return stats;
}

function countOf(items: readonly Item[], prefix: string): number {
  return items.filter(({ Id }) => Id && "S" in Id && Id.S.startsWith(prefix)).length;
}

function totalOf(items: readonly Item[], attribute: string): number {
  return sum(items.map(({ [attribute]: value }) => (value && "N" in value ? Number(value.N) : 0)));
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

function operationOf({ operation, body }: FaultProxy["seen"][number]): Operation | undefined {
  if (body.includes(flowItem)) return "reserve";
  const [name] = Object.entries(sends).find(([, sent]) => sent === operation) ?? [];
  return name as Operation | undefined;
}

/** What the run counts must be what the proxy has seen. */
function expectAllSeen({ result, seen }: Ran): void {
  for (const name of operations) {
    const requests = seen.filter(request => operationOf(request) === name);
    const { attempts, throttled, conflicts } = statsOf(result, name);
    expect({ name, attempts, throttled, conflicts }).toEqual({
      name,
      attempts: requests.length,
      throttled: requests.filter(isThrottle).length,
      conflicts: requests.filter(isConflict).length,
    });
  }
}

const mix: FaultShares = {
  throttle: 0.06,
  serverError: 0.03,
  resetBefore: 0.03,
  resetAfter: 0.03,
  truncate: 0.03,
  corrupt: 0.02,
  close: 0.03,
  slow: 0.03,
  partial: 0.1,
  conflict: 0.08,
};

/** Whether the service told that it was too much: by an error, or by leaving a part undone. */
function isThrottle({ fault, body }: FaultProxy["seen"][number]): boolean {
  if (fault?.kind === "error") return fault.members?.ThrottlingReasons !== undefined;
  if (fault?.kind !== "partial") return false;
  const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, unknown> };
  const [requests] = Object.values(RequestItems) as ({ Keys: unknown[] } | unknown[])[];
  const list = Array.isArray(requests) ? requests : (requests?.Keys ?? []);
  return list.length > fault.processed;
}

function isConflict({ fault }: FaultProxy["seen"][number]): boolean {
  return fault?.kind === "error" && fault.code.startsWith("Transaction");
}

describe.each(clientNames)(
  "a stress run by %s through a mix of faults (synthetic)",
  {
    // For machines that are busy with more than this.
    timeout: 90_000,
  },
  client => {
    it("accounts for every attempt that the service saw", async () => {
      const ran = await runWith(client, mix, "60s");
      expectExactAccounts(ran);
      expectAllSeen(ran);
      const { result } = ran;
      expect(result.client).toBe(client);
      const { total } = result;
      for (const count of ["retries", "throttled", "unknown", "conflicts", "restarts"] as const) {
        expect({ [count]: total[count] > 0 }).toEqual({ [count]: true });
      }
    });

    it("accounts for them on an open loop's schedule, too", async () => {
      const ran = await runWith(client, mix, "60s", open);
      expectExactAccounts(ran);
      expectAllSeen(ran);
      const { load, total } = ran.result;
      expect(load).toMatchObject({ kind: "open", arrivals: "poisson", requests: 400 });
      expect(load.queued).toBeGreaterThan(0);
      expect(load.queued).toBeLessThan(400);
      // Those that waited count from when they were due.
      for (const percentile of ["min", "mean", "p50", "p95", "max"] as const) {
        expect(total.latencyMs[percentile]).toBeGreaterThanOrEqual(total.serviceMs[percentile]);
      }
    });

    it("ends, in time, where the service falls silent", async () => {
      const ran = await runWith(
        client,
        { silence: 0.03, resetAfter: 0.03, throttle: 0.05, slow: 0.05, partial: 0.1 },
        "300ms",
      );
      expectExactAccounts(ran);
      expect(ran.seen.some(({ fault }) => fault?.kind === "silence")).toBe(true);
      const sent = ran.seen.filter(({ operation }) => dataOperations.has(operation));
      expect(sent.length).toBeLessThanOrEqual(ran.result.total.attempts);
    });
  },
);
