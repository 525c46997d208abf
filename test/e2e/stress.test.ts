// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios are made of templates
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliOptions, runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { runHere } from "../support/in-process.ts";

const shipped = join(import.meta.dirname, "../../scenarios");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-stress-"));
  cpSync(shipped, folder, { recursive: true });
  for (const name of ["user-sessions", "write-stress", "read-stress"]) shrink(`${name}.yaml`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A hundredth of the items, and no threshold that a busy machine could miss. */
function shrink(file: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8")
    .replace(/count: (\d+)00\b/g, "count: $1")
    .replace(/^ +- .*(?:p95|throughput).*\n/gm, "");
  writeFileSync(path, text);
}

const built = (args: readonly string[], options?: CliOptions) =>
  runDyn(["stress", ...args], { cwd: folder, ...options });

const stress = (args: readonly string[]) => runHere(["stress", ...args], { cwd: folder });

const briefly = ["--warmup", "0s", "--requests", "300", "--concurrency", "8"];

describe("the shipped scenarios", () => {
  it("are all free of mistakes", async () => {
    const files = ["user-sessions", "write-stress", "read-stress"].map(
      name => `scenarios/${name}.yaml`,
    );
    const { stdout, code } = await runHere(["stress", "check", ...files, "-o", "json"], {
      cwd: join(shipped, ".."),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { scenario: "user-sessions", entities: [{ count: 20_000 }], operations: { length: 4 } },
      { scenario: "write-stress", load: { requests: 400 } },
      { scenario: "read-stress", load: { requests: 10_000, concurrency: 100 } },
    ]);
  });

  it("user-sessions looks up, creates, lists and expires sessions", async () => {
    const { stdout, stderr, code } = await built(["run", "user-sessions.yaml", ...briefly]);
    expect(stderr).toMatch(/^user-sessions · Session validation on every request\n/);
    expect(stderr).toMatch(/✔ UserSessions created, 200 session items seeded in .* items\/s\)\n/);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      schema: "dyn.result/1",
      scenario: "user-sessions",
      target: "memory",
      client: "wire",
      load: { concurrency: 8, rate: null, workers: 1 },
      total: { sent: 300, ok: 300, failed: 0, unknown: 0 },
      thresholds: [{ expression: "errors < 0.1%", actual: 0, ok: true }],
      ok: true,
    });
    const { validate, create, list, expire } = result.operations;
    expect(validate.sent + create.sent + list.sent + expire.sent).toBe(300);
    expect(validate.sent).toBeGreaterThan(200);
    expect(validate.items).toBeGreaterThan(0);
    expect(create.capacity).toMatchObject({ read: 0, write: create.sent });
    expect(list.capacity.read).toBeGreaterThan(0);
    expect(result.total.latencyMs.p95).toBeGreaterThan(0);
  });

  it("write-stress writes every event once, in batches of 25", async () => {
    const { endpoint } = await engine();
    const { stdout, code } = await stress([
      "run",
      "write-stress.yaml",
      "--requests",
      "20",
      "-t",
      endpoint.href,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).total).toMatchObject({ sent: 20, ok: 20, items: 500 });
    const counted = await runHere(["scan", "Events", "--count", "-o", "json", "-t", endpoint.href]);
    expect(JSON.parse(counted.stdout)).toMatchObject({ count: 500 });
  });

  it("read-stress reads sessions that are there, through either client", async () => {
    for (const client of ["wire", "sdk"]) {
      // The SDK warns past dyn's own output.
      const run = client === "sdk" ? built : stress;
      const { stdout, stderr, code } = await run([
        "run",
        "read-stress.yaml",
        ...briefly,
        "--concurrency",
        "50",
        "--client",
        client,
      ]);
      expect(code).toBe(0);
      expect(stderr).not.toContain("Warning");
      expect(JSON.parse(stdout)).toMatchObject({ client, total: { ok: 300, items: 300 } });
    }
  });
});

describe("dyn stress run", () => {
  it("exits 99 when a threshold is missed, after the report", async () => {
    const { stdout, stderr, code } = await built([
      "run",
      "read-stress.yaml",
      ...briefly,
      "--threshold",
      "read.p99 < 0ms",
    ]);
    expect(code).toBe(99);
    expect(stderr).toContain("error: 1 of 2 thresholds missed\n       read.p99 < 0ms\n");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      thresholds: [{ ok: true }, { ok: false }],
    });
  });

  it("reports what it has when it is interrupted, and exits 130", async () => {
    const { stdout, code } = await built(
      ["run", "read-stress.yaml", "--duration", "10m", "--warmup", "0s"],
      { interruptAt: /seeded in/ },
    );
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: "read-stress", interrupted: true });
  });

  it("exits 1 when every operation failed", async () => {
    const session = "{ table: UserSessions, item: { UserId: u, SessionId: 's-${i}' } }";
    const put = "{ put: { entity: session, pick: new, if: attribute_exists(Nothing) } }";
    writeFileSync(
      join(folder, "hopeless.yaml"),
      `tables: [tables/user-sessions.yaml]\nentities:\n  session: ${session}\n` +
        `operations:\n  put: ${put}\nload: { requests: 3 }\n`,
    );
    const { stderr, code } = await stress(["run", "hopeless.yaml"]);
    expect(code).toBe(1);
    expect(stderr).toContain("hopeless: all 3 operations failed\n");
    expect(stderr).toContain("ConditionalCheckFailedException 3 times");
  });

  it("gives several results as one JSON list, or a line each", async () => {
    const files = ["read-stress.yaml", "write-stress.yaml"];
    const args = ["run", ...files, "--warmup", "0s", "--requests", "5", "--quiet"];
    const list = await stress([...args, "-o", "json"]);
    expect(list.stderr).toBe("");
    expect(JSON.parse(list.stdout)).toMatchObject([
      { scenario: "read-stress" },
      { scenario: "write-stress" },
    ]);
    const lines = await stress([...args, "-o", "jsonl"]);
    expect(
      lines.stdout
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line).scenario),
    ).toEqual(["read-stress", "write-stress"]);
  });

  it("prints a table for people", async () => {
    const { stdout } = await stress(["run", "read-stress.yaml", ...briefly, "-o", "table"]);
    expect(stdout).toMatch(/^operation +ops +ops\/s .* errors\n/);
    expect(stdout).toMatch(/^read +300 /m);
    expect(stdout).toMatch(/^✔ errors == 0% +0 %$/m);
  });

  it("refuses a format that cannot hold a result before it runs anything", async () => {
    const { stdout, stderr, code } = await stress(["run", "read-stress.yaml", "-o", "csv"]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toContain("csv cannot hold it");
    expect(stderr).not.toContain("seeded");
  });

  it("prepares with --setup-only, and runs against what is there with --no-setup", async () => {
    const { endpoint } = await engine();
    const target = ["-t", endpoint.href];
    const ready = await stress(["run", "user-sessions.yaml", "--setup-only", ...target]);
    expect(ready.code).toBe(0);
    expect(JSON.parse(ready.stdout)).toMatchObject({
      scenario: "user-sessions",
      tables: [{ table: "UserSessions", state: "created" }],
      entities: [{ entity: "session", table: "UserSessions", written: 200 }],
    });
    const again = await stress(["run", "user-sessions.yaml", "--setup-only", ...target]);
    expect(JSON.parse(again.stdout).tables).toEqual([{ table: "UserSessions", state: "exists" }]);
    const run = await stress(["run", "user-sessions.yaml", "--no-setup", ...briefly, ...target]);
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain("seeded");
    expect(JSON.parse(run.stdout).total.ok).toBe(300);
  });

  it("prepares over as many connections whatever the load's concurrency", async () => {
    const { endpoint } = await engine();
    let connections = 0;
    const counting = createServer(socket => {
      connections += 1;
      const upstream = connect(Number(endpoint.port), endpoint.hostname);
      pipeline(socket, upstream, socket, () => {});
    });
    await once(counting.listen(0, "127.0.0.1"), "listening");
    const { port } = counting.address() as AddressInfo;
    const ready = await stress([
      ...["run", "user-sessions.yaml", "--setup-only", "--concurrency", "1"],
      ...["-t", `http://127.0.0.1:${port}`],
    ]);
    counting.close();
    expect(ready.code).toBe(0);
    expect(connections).toBeGreaterThan(2);
  });

  it("has nothing to prepare on an engine that is gone afterwards", async () => {
    const { stderr, code } = await stress(["run", "user-sessions.yaml", "--setup-only"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--target local");
  });

  it("says what it would do with --dry-run, and starts nothing", async () => {
    const { stdout, code } = await stress([
      "run",
      "user-sessions.yaml",
      "--dry-run",
      "-o",
      "table",
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "user-sessions · memory · wire (1 table, 200 items, 4 operations, 1 threshold, 1 check)",
        "  would create UserSessions if it is missing",
        "  would write 200 items of session to UserSessions",
        "  would run 64 in flight · 2 s warm-up, 10 s measured",
        "  would check acknowledged session",
        "",
      ].join("\n"),
    );
  });

  it("names the flags that contradict each other", async () => {
    const both = await stress(["run", "read-stress.yaml", "--duration", "1s", "--requests", "5"]);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("not both");
    const neither = await stress(["run", "read-stress.yaml", "--no-setup", "--setup-only"]);
    expect(neither.code).toBe(2);
    const odd = await stress(["run", "read-stress.yaml", "--duration", "soon"]);
    expect(odd.code).toBe(2);
    expect(odd.stderr).toContain("such as 500ms");
  });
});

describe("dyn stress check", () => {
  it("reports the mistakes of all files together and exits 2", async () => {
    writeFileSync(
      join(folder, "one.yaml"),
      "operations:\n  a: { getItem: { entity: x } }\nthresholds: [p95 <]\n",
    );
    writeFileSync(join(folder, "two.yaml"), "name: two\noperation: {}\n");
    const { stdout, stderr, code } = await built(["check", "one.yaml", "two.yaml"]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(/^error: one\.yaml:2:\d+ .*"getItem"; did you mean "get"\?$/m);
    expect(stderr).toMatch(/^error: one\.yaml:3:\d+ /m);
    expect(stderr).toMatch(/^error: two\.yaml:2:1 .*"operation"; did you mean "operations"\?$/m);
    expect(stderr).toMatch(/problems in one\.yaml, two\.yaml$/m);
  });
});
