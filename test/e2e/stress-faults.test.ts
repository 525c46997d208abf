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
import { runDyn } from "../support/cli.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type FaultShares, mixedFaults } from "../support/fault-mix.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";

const batchSize = 5;
/** DynamoDB's name of what each operation of the scenario sends; no two send the same. */
const sends = {
  get: "GetItem",
  put: "PutItem",
  add: "UpdateItem",
  expire: "DeleteItem",
  list: "Query",
  readMany: "BatchGetItem",
  writeMany: "BatchWriteItem",
} as const;
type Operation = keyof typeof sends;
const operations = Object.keys(sends) as Operation[];

function scenario(table: string): string {
  return `
tables: [table.yaml]
entities:
  base: { table: ${table}, count: 40, item: { Id: "base-\${i}", Hits: 0, Bytes: "\${bytes(20)}" } }
  gone: { table: ${table}, count: 40, item: { Id: "gone-\${i}" } }
  fresh: { table: ${table}, count: 0, item: { Id: "fresh-\${i}", Name: "\${name()}" } }
  bulk: { table: ${table}, count: 0, item: { Id: "bulk-\${i}", Long: 12345678901234567890 } }
operations:
  get: { weight: 3, get: { entity: base, pick: zipf } }
  put: { weight: 5, put: { entity: fresh, pick: new } }
  add: { weight: 5, update: { entity: base, pick: uniform, do: "ADD Hits 1" } }
  expire: { weight: 1, delete: { entity: gone, pick: sequential } }
  list: { weight: 1, query: { table: ${table}, where: "Id = \${who}" }, vars: { who: "base-\${int(0, 39)}" } }
  readMany: { weight: 2, batchGet: { entity: base, size: ${batchSize} } }
  writeMany: { weight: 3, batchWrite: { entity: bulk, pick: new, size: ${batchSize} } }
load: { warmup: 0s, requests: 400, concurrency: 8 }
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
async function runWith(client: string, shares: FaultShares, requestTimeout: string): Promise<Ran> {
  const table = uniqueTable("StressFaults");
  const cwd = join(folder, table);
  const proxy = await startFaultProxy(upstream, mixedFaults(11, shares));
  const faulty = `{ endpoint: "${proxy.url.origin}", region: us-east-1, requestTimeout: ${requestTimeout} }`;
  mkdirSync(cwd);
  writeFileSync(join(cwd, "dyn.yaml"), `targets: { faulty: ${faulty} }\n`);
  writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(join(cwd, "load.yaml"), scenario(table));
  const run = async (...words: string[]) => {
    const all = ["stress", "run", "load.yaml", "-o", "json", "--quiet", ...words];
    const { stdout, stderr, code } = await runDyn(all, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout);
  };
  try {
    await run("--setup-only", "-t", upstream.href);
    const result: Result = await run("--no-setup", "-t", "faulty", "--client", client);
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
  const { total } = result;
  const all = operations.map(name => statsOf(result, name));
  expect(total.sent).toBe(400);
  for (const stats of [total, ...all]) {
    expect(stats.sent).toBe(stats.ok + stats.failed + stats.unknown);
    expect(stats.attempts).toBe(stats.sent + stats.retries);
    expect(sum(Object.values(stats.errors))).toBe(stats.failed + stats.unknown);
    expect(sum(Object.values(stats.throttles))).toBe(stats.throttled);
  }
  for (const count of ["sent", "ok", "failed", "unknown", "attempts", "throttled"] as const) {
    expect(sum(all.map(stats => stats[count]))).toBe(total[count]);
  }
  for (const name of ["get", "list", "readMany"] as const) {
    expect(statsOf(result, name).unknown).toBe(0);
  }
  const { put, add, writeMany } = result.operations;
  expectBetween(countOf(items, "fresh-"), put?.ok, put?.unknown);
  const hits = sum(items.map(({ Hits }) => (Hits && "N" in Hits ? Number(Hits.N) : 0)));
  expectBetween(hits, add?.ok, add?.unknown);
  const open = (writeMany?.failed ?? 0) + (writeMany?.unknown ?? 0);
  expectBetween(countOf(items, "bulk-"), batchSize * (writeMany?.ok ?? 0), batchSize * open);
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

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** Whether the service told that it was too much: by an error, or by leaving a part undone. */
function isThrottle({ fault, body }: FaultProxy["seen"][number]): boolean {
  if (fault?.kind === "error") return fault.members?.ThrottlingReasons !== undefined;
  if (fault?.kind !== "partial") return false;
  const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, unknown> };
  const [requests] = Object.values(RequestItems) as ({ Keys: unknown[] } | unknown[])[];
  const list = Array.isArray(requests) ? requests : (requests?.Keys ?? []);
  return list.length > fault.processed;
}

describe.each(clientNames)("a stress run by %s through a mix of faults (synthetic)", client => {
  it("accounts for every attempt that the service saw", async () => {
    const ran = await runWith(
      client,
      {
        throttle: 0.06,
        serverError: 0.03,
        resetBefore: 0.03,
        resetAfter: 0.03,
        truncate: 0.03,
        corrupt: 0.02,
        close: 0.03,
        slow: 0.03,
        partial: 0.1,
      },
      "60s",
    );
    expectExactAccounts(ran);
    const { result, seen } = ran;
    expect(result.client).toBe(client);
    for (const name of operations) {
      const requests = seen.filter(({ operation }) => operation === sends[name]);
      const { attempts, throttled } = statsOf(result, name);
      expect({ name, attempts }).toEqual({ name, attempts: requests.length });
      expect({ name, throttled }).toEqual({ name, throttled: requests.filter(isThrottle).length });
    }
    const { total } = result;
    for (const count of ["retries", "throttled", "unknown"] as const) {
      expect({ [count]: total[count] > 0 }).toEqual({ [count]: true });
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
    expect(ran.result.total.errors.Timeout).toBeGreaterThan(0);
  });
});
