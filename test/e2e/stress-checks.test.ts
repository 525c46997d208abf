// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckResult, Result } from "../../src/engine/result.ts";
import { runDyn } from "../support/cli.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { runHere } from "../support/in-process.ts";
import { type Lie, startLyingProxy } from "../support/lying-proxy.ts";

const table = (name: string) => `
table: ${name}
partitionKey: Id S
indexes:
  ByOwner: { partitionKey: Owner S, projection: keys }
`;

/** Ten accounts with 1,000 each, and a receipt for every transfer. */
const bank = (name: string) => `
seed: 5
tables: [table.yaml]
entities:
  account: { table: ${name}, count: 10, item: { Id: "account-\${i}", Owner: "o-\${i % 3}", Balance: 1000 } }
  receipt: { table: ${name}, item: { Id: "receipt-\${i}", Note: "\${text(20)}" } }
operations:
  transfer:
    weight: 1
    vars: { amount: "\${int(1, 9)}" }
    retryConflicts: 5
    transactWrite:
      - update: { entity: account, pick: uniform, do: "SET Balance = Balance - \${amount}" }
      - update: { entity: account, pick: uniform, do: "SET Balance = Balance + \${amount}" }
  receipt: { weight: 2, put: { entity: receipt, pick: new, if: attribute_not_exists(Id) } }
load: { warmup: 0s, requests: 300, concurrency: 8 }
checks:
  - acknowledged: receipt
  - sum: { table: ${name}, attribute: Balance, equals: 10000 }
  - sum: { entity: account, attribute: Balance, equals: 10000, during: 5ms }
  - every: { table: ${name}, where: "attribute_exists(Note) or Balance >= 0" }
  - count: { table: ${name}, where: "attribute_exists(Owner)", equals: 10 }
  - indexMatches: { table: ${name}, index: ByOwner }
`;

let folder: string;
let upstream: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-stress-checks-"));
  upstream = (await engine()).endpoint;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  readonly result: Result;
}

async function runBank(lie: Lie, run: typeof runHere = runHere): Promise<Ran> {
  const name = uniqueTable("Bank");
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, "table.yaml"), table(name));
  writeFileSync(join(cwd, "bank.yaml"), bank(name));
  const proxy = await startLyingProxy(upstream, lie);
  try {
    const words = ["stress", "run", "bank.yaml", "-o", "json", "--quiet", "-t", proxy.url.origin];
    const { code, stderr, stdout } = await run(words, { cwd });
    return { code, stderr, result: JSON.parse(stdout) };
  } finally {
    await proxy.close();
  }
}

function failed({ checks }: Result): readonly CheckResult[] {
  return checks.filter(({ ok }) => !ok);
}

describe("a stress run with checks", () => {
  it("ends with 0 when the data is as the answers said", async () => {
    const { code, stderr, result } = await runBank(async () => undefined, runDyn);
    expect(failed(result)).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(result.ok).toBe(true);
    const receipts = result.operations.receipt?.ok;
    expect(receipts).toBeGreaterThan(100);
    expect(result.checks.map(({ kind, detail }) => ({ kind, detail }))).toEqual([
      {
        kind: "acknowledged",
        detail: `${receipts} acknowledged receipt items are all there, as written`,
      },
      { kind: "sum", detail: expect.stringMatching(/^Balance adds up to 10,000 over .* items$/) },
      {
        kind: "sum",
        detail: expect.stringMatching(
          /^Balance adds up to 10,000 over 10 items after the load; while it ran: held \d+ times?$/,
        ),
      },
      { kind: "every", detail: expect.stringContaining("meets the condition") },
      { kind: "count", detail: expect.stringContaining("10 items") },
      { kind: "indexMatches", detail: expect.stringContaining("10 items") },
    ]);
  });

  it("ends with 98 and names an acknowledged write that was lost (synthetic)", async () => {
    let puts = 0;
    let lost = "";
    const { code, stderr, result } = await runBank(async (operation, input) => {
      if (operation !== "PutItem") return undefined;
      puts += 1;
      if (puts !== 20) return undefined;
      lost = input.Item?.Id?.S ?? "";
      return { status: 200, body: {} };
    }, runDyn);
    expect(failed(result)).toEqual([
      expect.objectContaining({ kind: "acknowledged", keys: [JSON.stringify({ Id: lost })] }),
    ]);
    expect(failed(result)[0]?.detail).toMatch(/^1 of \d+ acknowledged receipt items is missing;/);
    expect(result.ok).toBe(false);
    expect(code).toBe(98);
    expect(stderr).toContain("1 of 6 checks failed");
  });

  it("ends with 98 when a write was stored although its answer said no (synthetic)", async () => {
    let puts = 0;
    let stored = "";
    const { code, result } = await runBank(async (operation, input, forward) => {
      if (operation !== "PutItem") return undefined;
      puts += 1;
      if (puts !== 20) return undefined;
      stored = input.Item?.Id?.S ?? "";
      await forward(operation, input);
      const type = "com.amazonaws.dynamodb.v20120810#ItemCollectionSizeLimitExceededException";
      return { status: 400, body: { __type: type, message: "synthetic" } };
    });
    expect(failed(result)).toEqual([
      expect.objectContaining({ kind: "acknowledged", keys: [JSON.stringify({ Id: stored })] }),
    ]);
    expect(code).toBe(98);
  });

  it("ends with 98 when half a transfer was applied twice (synthetic)", async () => {
    let transfers = 0;
    const { code, result } = await runBank(async (operation, input, forward) => {
      if (operation !== "TransactWriteItems") return undefined;
      transfers += 1;
      if (transfers !== 20) return undefined;
      const answer = await forward(operation, input);
      await forward("UpdateItem", input.TransactItems?.[1]?.Update);
      return answer;
    });
    const sums = failed(result);
    expect(sums.map(({ kind }) => kind)).toEqual(["sum", "sum"]);
    for (const { detail } of sums) expect(detail).toMatch(/not 10,000: [1-9] too much/);
    expect(code).toBe(98);
  });

  it("ends with 98 and names the item that an index has not followed (synthetic)", async () => {
    const { code, result } = await runBank(async (operation, input, forward) => {
      if (operation !== "Scan" || input.IndexName === undefined) return undefined;
      const { status, body } = await forward(operation, input);
      const { Items } = body as { readonly Items: { readonly Id: { readonly S: string } }[] };
      return {
        status,
        body: { ...(body as object), Items: Items.filter(({ Id }) => Id.S !== "account-4") },
      };
    });
    expect(failed(result)).toEqual([
      expect.objectContaining({ kind: "indexMatches", keys: ['{"Id":"account-4"}'] }),
    ]);
    expect(code).toBe(98);
  }, 60_000);
});
