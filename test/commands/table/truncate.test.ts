import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../../src/main.ts";
import { type FakeOptions, fakeContext } from "../../support/context.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { startFaultProxy } from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";

const cwd = mkdtempSync(join(tmpdir(), "dyn-truncate-"));

beforeAll(async () => {
  const { origin } = (await engine()).endpoint;
  writeFileSync(
    join(cwd, "dyn.yaml"),
    `default: here
targets:
  here: { endpoint: "${origin}" }
  guarded: { endpoint: "${origin}", protect: true }
`,
  );
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

interface Run extends FakeOptions {
  readonly typed?: string;
}

async function dyn(words: readonly string[], { typed, ...options }: Run = {}) {
  const context = fakeContext({ cwd, home: cwd, ...options });
  if (typed !== undefined) context.type(typed);
  const code = await main(words, context);
  return { code, ...context.written };
}

const terminal = { stdinTTY: true, stdoutTTY: true, stderrTTY: true, env: { NO_COLOR: "1" } };

const filled = (count: number) =>
  tableWith(Array.from({ length: count }, (_, n) => ({ Pk: { S: `p${n}` }, Sk: { N: `${n}` } })));

async function count(table: string): Promise<string> {
  return (await dyn(["scan", table, "--count", "-o", "table"])).out.trim();
}

describe("dyn table truncate", () => {
  it("tells what it costs, deletes all items, and says how many", async () => {
    const table = await filled(120);
    const { code, out, err } = await dyn(["table", "truncate", table, "--yes", "-o", "table"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^deleted 120 items of ${table} on here in .+ \\([\\d,]+ items/s\\)\n$`),
    );
    expect(err).toContain(`delete all items of ${table} on here\n  120 items`);
    expect(err).toMatch(/takes (?:about|at least) .*write units, an estimate\n/);
    expect(err).toContain("items whose Until is past would go by themselves, without cost\n");
    expect(err).toContain("items that are written meanwhile may stay\n");
    expect(await count(table)).toBe("0");
  });

  it("gives its outcome as data", async () => {
    const table = await filled(30);
    const { code, out } = await dyn(["table", "truncate", table, "--yes", "--quiet"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      table,
      deleted: 30,
      throttled: 0,
      seconds: expect.any(Number),
      itemsPerSecond: expect.any(Number),
    });
    const empty = await dyn(["table", "truncate", table, "--dry-run", "-o", "table"]);
    expect(empty.out).toContain("no items, as last counted; there may be some since\n");
    const again = await dyn(["table", "truncate", table, "--yes", "--quiet"]);
    expect(JSON.parse(again.out)).toMatchObject({ deleted: 0, itemsPerSecond: 0 });
  });

  it("shows with --dry-run what it would take, and deletes nothing", async () => {
    const table = await filled(30);
    const { code, out, err } = await dyn(["table", "truncate", table, "--dry-run"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      table,
      deleted: 0,
      estimate: expect.objectContaining({ items: 30 }),
      notes: expect.arrayContaining(["items that are written meanwhile may stay"]),
    });
    const text = await dyn(["table", "truncate", table, "--dry-run", "-o", "table"]);
    expect(text.out).toContain(`would delete all items of ${table} on here\n  30 items`);
    expect(await count(table)).toBe("30");
  });

  it("asks before it does", async () => {
    const table = await filled(3);
    const unasked = await dyn(["table", "truncate", table]);
    expect(unasked.code).toBe(2);
    expect(unasked.err).toContain("add --yes if you mean it");
    const refused = await dyn(["table", "truncate", table], { ...terminal, typed: "n\n" });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("nothing was changed");
    expect(await count(table)).toBe("3");
    const agreed = await dyn(["table", "truncate", table], { ...terminal, typed: "y\n" });
    expect(agreed.code).toBe(0);
    expect(await count(table)).toBe("0");
  });

  it("wants the name typed on a protected target, and of a table that is protected", async () => {
    const table = await filled(3);
    const words = ["table", "truncate", table, "--yes", "-t", "guarded"];
    const hurried = await dyn(words, { ...terminal, typed: "y\n" });
    expect(hurried.code).toBe(1);
    expect(hurried.err).toContain(`Type ${table} to go on`);
    expect(await count(table)).toBe("3");
    expect((await dyn(words, { ...terminal, typed: `${table}\n` })).code).toBe(0);
    expect(await count(table)).toBe("0");

    const kept = uniqueTable("Kept");
    writeFileSync(
      join(cwd, "kept.yaml"),
      `table: ${kept}\npartitionKey: Id S\ndeletionProtection: true\n`,
    );
    await dyn(["table", "create", "kept.yaml"]);
    const refused = await dyn(["table", "truncate", kept], { ...terminal, typed: "y\n" });
    expect(refused.err).toContain(`Type ${kept} to go on`);
  });

  it("names the table that may be meant", async () => {
    const table = await filled(0);
    const { code, err } = await dyn(["table", "truncate", `${table}x`, "--yes"]);
    expect(code).toBe(1);
    expect(err).toMatch(/no such table on here\n +did you mean /);
  });

  it("says how many are gone when it fails or is interrupted, and goes on when run again", async () => {
    const table = await filled(200);
    let batches = 0;
    const stopped = fakeContext({ cwd, home: cwd });
    const proxy = await startFaultProxy((await engine()).endpoint, (_, operation) => {
      if (operation !== "BatchWriteItem") return undefined;
      batches += 1;
      if (batches === 6) stopped.interrupt();
      if (batches !== 3) return undefined;
      return { kind: "error", status: 400, code: "AccessDeniedException", message: "not you" };
    });
    try {
      const words = ["table", "truncate", table, "--yes", "--concurrency", "1"];
      const failed = await dyn([...words, "-t", proxy.url.origin]);
      expect(failed.code).toBe(4);
      expect(failed.out).toBe("");
      expect(failed.err).toContain(
        `stopped with 50 items of ${table} on ${proxy.url.origin} deleted; the same command goes on\n`,
      );
      expect(failed.err).toContain(`error: ${table}: not you\n`);
      expect(await count(table)).toBe("150");

      const code = await main([...words, "-t", proxy.url.origin], stopped);
      expect(code).toBe(130);
      expect(stopped.written.err).toMatch(
        /stopped with \d+ items of .* the same command goes on\n/,
      );
      const [, gone] = /stopped with (\d+) items/.exec(stopped.written.err) ?? [];
      expect(await count(table)).toBe(`${150 - Number(gone)}`);
      expect((await dyn(words)).code).toBe(0);
      expect(await count(table)).toBe("0");
    } finally {
      await proxy.close();
    }
  });
});
