import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uniqueTable } from "../../support/engine.ts";
import { dyn } from "../../support/in-process.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const table = uniqueTable("Clients");
let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-clients-"));
  writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(
    join(cwd, "load.yaml"),
    `name: load
tables: [table.yaml]
entities: { thing: { table: ${table}, count: 10, item: { Id: "\${hex(i)}" } } }
operations: { read: { get: { entity: thing } }, write: { put: { entity: thing } } }
load: { requests: 40, concurrency: 2 }
`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const all = ["stress", "run", "load.yaml", "--client", "all"];

describe("--client all", () => {
  it("gives a result for each client", async () => {
    const { code, out } = await dyn([...all, "-o", "json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject(
      ["wire", "sdk", "document"].map(client => ({ client, total: { sent: 40, ok: 40 } })),
    );
  });

  it("sets them side by side for people, and says what is left in the tables", async () => {
    const { out, err } = await dyn([...all, "-o", "table"], { cwd });
    expect(out).toMatch(
      /^load by client\noperation +client .*\nread +wire .*\n +sdk .*\n +document/m,
    );
    expect(out.match(/\n\noperation +ops/g)).toHaveLength(2);
    expect(out).not.toContain("\n\n\n");
    expect(err.match(/the one before it has left/g)).toHaveLength(2);
  });

  it("reports every client before it exits with a missed threshold", async () => {
    const { code, out } = await dyn([...all, "-o", "jsonl", "--threshold", "p50 < 0ms"], { cwd });
    expect(code).toBe(99);
    expect(out.trimEnd().split("\n")).toHaveLength(3);
  });

  it("prepares once for --setup-only", async () => {
    const { code, out } = await dyn([...all, "--setup-only", "-o", "json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ scenario: "load" });
  });

  it("is what a dry run says", async () => {
    const { out } = await dyn([...all, "--dry-run", "-o", "jsonl"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ client: "all" });
  });
});
