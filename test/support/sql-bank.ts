// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { expect } from "vitest";
import type { SqlSettings } from "../../src/config/sql-settings.ts";
import type { Result } from "../../src/engine/result.ts";
import { postgresStore, type SqlStore } from "./sql-stores.ts";

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
/** A scenario of several kinds of writes, whose sums and counts tell of each what became of it. */
export const bankFiles = {
  "bank.yaml": bank,
  "accounts.yaml": "table: Accounts\npartitionKey: Id S\n",
  "receipts.yaml": "table: Receipts\npartitionKey: Id S\n",
  "counters.yaml": "table: Counters\npartitionKey: Id S\n",
};

/** What must hold of every run, whatever went wrong. */
export async function expectExactAccounts(
  result: Result,
  settings: SqlSettings,
  { ask, quoted }: SqlStore = postgresStore,
): Promise<void> {
  for (const stats of [result.total, ...Object.values(result.operations)]) {
    expect(stats.sent).toBe(stats.ok + stats.failed + stats.unknown);
    const told = Object.values(stats.errors).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(stats.failed + stats.unknown);
  }
  const { look, list, file, count, move, transfer } = result.operations;
  expect([look?.unknown, list?.unknown]).toEqual([0, 0]);
  const [receipts, table, counters] = ["Receipts", "Accounts", "Counters"].map(quoted);
  const [moves, balance, hits, id] = ["Moves", "Balance", "Hits", "Id"].map(quoted);
  const value = async (wanted: string) => {
    const [row] = (await ask(settings, `SELECT ${wanted} AS value`)) as [{ value: unknown }];
    return Number(row.value);
  };
  const stored = {
    receipts: await value(`(SELECT count(*) FROM ${receipts} WHERE ${id} LIKE 'receipt-%')`),
    slips: await value(`(SELECT count(*) FROM ${receipts} WHERE ${id} LIKE 'slip-%')`),
    hits: await value(`(SELECT sum(${hits}) FROM ${counters})`),
    moves: await value(`(SELECT sum(${moves}) FROM ${table})`),
    balance: await value(`(SELECT sum(${balance}) FROM ${table})`),
  };
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
