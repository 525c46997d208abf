// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios are made of templates
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/engine/result.ts";
import { startPrivate } from "../../src/local/private.ts";
import { type CliOptions, type CliResult, runDyn } from "../support/cli.ts";
import { engine, thisHost } from "../support/engine.ts";
import { dynAnywhere, type Ran } from "../support/in-process.ts";

let folder: string;
let where: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-workers-"));
  where = (await engine()).endpoint.href;
  writeFileSync(join(folder, "table.yaml"), "table: Things\npartitionKey: Id S\n");
  writeFileSync(join(folder, "mixed.yaml"), mixed);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Work whose every count follows from the seed, in whatever order it is done. */
const mixed = `
name: mixed
seed: 5
tables: [table.yaml]
entities:
  thing: { table: Things, count: 200, item: { Id: "thing-\${i}", Text: "\${text(20)}" } }
  mortal: { table: Things, count: 40, item: { Id: "mortal-\${i}" } }
  event: { table: Things, item: { Id: "event-\${i}", Text: "\${hex(8)}" } }
operations:
  read: { weight: 5, get: { entity: thing, pick: zipf } }
  readMany: { weight: 2, batchGet: { entity: thing, pick: zipf, size: 7 } }
  create: { weight: 3, put: { entity: event, pick: new, if: attribute_not_exists(Id) } }
  createMany: { weight: 1, batchWrite: { entity: event, pick: new, size: 9 } }
  again: { weight: 1, put: { entity: thing, pick: uniform, if: attribute_not_exists(Id) } }
  kill: { weight: 2, delete: { entity: mortal, pick: sequential, if: attribute_exists(Id) } }
load: { requests: 1200, concurrency: 12 }
checks:
  - acknowledged: event
  - every: { table: Things, where: attribute_exists(Id) }
`;

const run = (args: readonly string[], options?: CliOptions) =>
  runDyn(["stress", "run", "mixed.yaml", "-o", "json", ...args], { cwd: folder, ...options });

/** A run of one thread, without a process of its own. */
const runHere = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  dynAnywhere(["stress", "run", "mixed.yaml", "-o", "json", ...args], { cwd: folder, env });

let plain: Promise<CliResult> | undefined;
/** What one thread does. */
const runPlain = () => {
  plain ??= run([]);
  return plain;
};

/** Passes bytes on, and tells when a load is under way. */
async function relayTo({ hostname, port }: URL) {
  let bytes = 0;
  const server = createServer(socket => {
    const upstream = connect(Number(port), hostname);
    socket.on("data", chunk => {
      bytes += chunk.length;
    });
    pipeline(socket, upstream, socket, () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isBusy: () => bytes > 200_000,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

/** All that the seed alone decides. */
function countsOf({ total, operations }: Result) {
  const all = Object.entries({ ...operations, total }).map(([name, stats]) => {
    const { sent, ok, failed, unknown, items, errors, conflicts, restarts } = stats;
    return [name, { sent, ok, failed, unknown, items, errors, conflicts, restarts }];
  });
  return Object.fromEntries(all);
}

describe("workers", () => {
  it("do together exactly what one does", async () => {
    const { stdout, code } = await runPlain();
    expect(code).toBe(0);
    const one: Result = JSON.parse(stdout);
    expect(one.operations.kill).toMatchObject({ ok: 40, unknown: 0 });
    expect(one.operations.kill?.failed).toBeGreaterThan(0);
    expect(one.operations.again).toMatchObject({ ok: 0 });
    expect(one.checks).toMatchObject([{ ok: true }, { ok: true }]);
    // Two do it in a shard, below.
    const shared = await run(["--workers", "3"]);
    expect(shared.stderr).toContain("· 3 workers\n");
    expect(shared.code).toBe(0);
    const result: Result = JSON.parse(shared.stdout);
    expect(result.load).toMatchObject({ workers: 3, concurrency: 12 });
    expect(countsOf(result)).toEqual(countsOf(one));
    expect(result.checks.map(({ name, detail }) => ({ name, detail }))).toEqual(
      one.checks.map(({ name, detail }) => ({ name, detail })),
    );
    expect(result.generator.cpuMicrosPerRequest).toBeGreaterThan(0);
  });

  it("return what they have measured when they are interrupted", async () => {
    await runHere(["--setup-only", "-t", where]);
    const relay = await relayTo(new URL(where));
    const args = ["--workers", "2", "--no-setup", "--duration", "10m", "-t", relay.origin];
    const { stdout, stderr, code } = await run(args, { interruptWhen: relay.isBusy });
    await relay.close();
    expect(code).toBe(130);
    expect(stderr).toContain("stopping");
    const result: Result = JSON.parse(stdout);
    expect(result).toMatchObject({ interrupted: true, load: { workers: 2 }, checks: [] });
    const { sent, ok, failed, unknown } = result.total;
    expect(ok).toBeGreaterThan(0);
    expect(sent).toBe(ok + failed + unknown);
  });

  it("are not waited for by one who gives up before all of them have started", async () => {
    const hook = join(folder, "never.mjs");
    writeFileSync(
      hook,
      `import { isMainThread } from "node:worker_threads";
if (!isMainThread) await new Promise(resolve => setTimeout(resolve, 600_000));
`,
    );
    const { stdout, stderr, code } = await run(["--workers", "2"], {
      env: { NODE_OPTIONS: `--import=${hook}` },
      interruptAt: /seeded in/,
    });
    expect({ stdout, stderr, code }).toEqual({
      stdout: "",
      stderr: expect.stringMatching(/^stopping$/m),
      code: 130,
    });
  });

  it("end with the one of them that dies", async () => {
    const hook = join(folder, "dies.mjs");
    writeFileSync(
      hook,
      `import { isMainThread, parentPort, workerData } from "node:worker_threads";
if (!isMainThread && workerData?.slice?.offset === 1) {
  parentPort.once("message", () => { throw new Error("no more of this"); });
}
`,
    );
    const { stdout, stderr, code } = await run(["--workers", "2", "--duration", "10m"], {
      env: { NODE_OPTIONS: `--import=${hook}` },
    });
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toContain("error: worker 2 of 2 has died: no more of this\n");
  });

  it("stop when what all have measured misses a threshold that ends the run", async () => {
    const text = mixed.replace(
      "checks:",
      "thresholds: [{ expression: 'p50 < 0ms', abort: true }]\nchecks:",
    );
    writeFileSync(join(folder, "hasty.yaml"), text);
    const { stdout, code } = await runDyn(
      [
        "stress",
        "run",
        "hasty.yaml",
        "-o",
        "json",
        "--workers",
        "2",
        "--duration",
        "10m",
        "--rate",
        "200/s",
      ],
      { cwd: folder },
    );
    expect(code).toBe(99);
    const result: Result = JSON.parse(stdout);
    expect(result).toMatchObject({ aborted: "p50 < 0ms", ok: false });
    expect(result.interrupted).toBeUndefined();
  });

  it("tell a mistake that they find as one thread would", async () => {
    const absent = await run(["--workers", "2", "--no-setup"]);
    expect(absent.code).toBe(1);
    expect(absent.stderr).toMatch(/^error: Things: no such table on memory$/m);
  });

  it.each([
    [["--workers", "0"], /a number from 1 to 1024, or auto/],
    [["--workers", "many"], /or auto/],
    [["--workers", "13"], /12 in flight are too few for 13 workers\n.*--concurrency 13 or more/],
  ])("are refused as %j", async (args, message) => {
    const { out, err, code } = await runHere(args);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toMatch(message);
  });
});

describe("shards", () => {
  it("merge to exactly what one run does, and judge what the whole shows afterwards", async () => {
    const plain: Result = JSON.parse((await runPlain()).stdout);
    // Of its own, so that no other test has left anything in it.
    const own = await startPrivate(thisHost);
    const on = ["-t", own.endpoint.href];
    const indexes = [1, 2, 3];
    const seeding = await Promise.all(
      indexes.map(index => runHere(["--shard", `${index}/3`, "--setup-only", ...on])),
    );
    const seeded = seeding.map(({ out }) => JSON.parse(out).entities);
    expect(seeded).toMatchObject([
      [{ written: 66 }, { written: 13 }],
      [{ written: 67 }, { written: 13 }],
      [{ written: 67 }, { written: 14 }],
    ]);
    const runs = await Promise.all(
      indexes.map(index => {
        const workers = index === 2 ? ["--workers", "2"] : [];
        return run(["--shard", `${index}/3`, "--no-setup", ...on, ...workers]);
      }),
    );
    const files = runs.map(({ stdout, stderr, code }, position) => {
      const index = position + 1;
      expect(code).toBe(0);
      expect(stderr).toContain(`shard ${index} of 3\n`);
      expect(stderr).toMatch(/a shard leaves out what only the whole shows: .*Things/);
      const result: Result = JSON.parse(stdout);
      expect(result.load.shard).toEqual({ index, of: 3 });
      expect(result.checks).toMatchObject([{ kind: "acknowledged", ok: true }]);
      const file = `shard-${index}.json`;
      writeFileSync(join(folder, file), stdout);
      return file;
    });
    const merged = await runDyn(["stress", "merge", ...files, "-o", "json"], { cwd: folder });
    expect(merged.code).toBe(0);
    expect(countsOf(JSON.parse(merged.stdout))).toEqual(countsOf(plain));
    const judged = await runHere(["--checks-only", ...on]);
    await own.close();
    expect(judged.code).toBe(0);
    expect(JSON.parse(judged.out)).toMatchObject({ checks: [{ kind: "every" }], ok: true });
  }, 120_000);

  it("fail with 98 for what --checks-only finds", async () => {
    writeFileSync(
      join(folder, "wrong.yaml"),
      mixed.replace(/checks:[\s\S]*$/, "checks:\n  - count: { table: Things, equals: 1 }\n"),
    );
    await runHere(["--setup-only", "-t", where]);
    const { stdout, stderr, code } = await runDyn(
      ["stress", "run", "wrong.yaml", "--checks-only", "-o", "json", "-t", where],
      { cwd: folder },
    );
    expect(code).toBe(98);
    expect(JSON.parse(stdout)).toMatchObject({ checks: [{ kind: "count", ok: false }], ok: false });
    expect(stderr).toContain("error: 1 of 1 check failed\n");
  });

  it("have all items in an engine of their own", async () => {
    const { out } = await runHere(["--shard", "1/2", "--requests", "2"]);
    expect(JSON.parse(out)).toMatchObject({ load: { shard: { index: 1, of: 2 } } });
    const { err } = await runHere(["--shard", "2/2", "--requests", "2"]);
    expect(err).toContain("200 thing items seeded");
  });

  it("take their index from the job that they are part of", async () => {
    const batch = { AWS_BATCH_JOB_ARRAY_INDEX: "1", AWS_BATCH_JOB_ARRAY_SIZE: "4" };
    await runHere(["--setup-only", "-t", where]);
    for (const [choice, env] of [
      ["auto", batch],
      ["auto/4", { JOB_COMPLETION_INDEX: "1" }],
    ] as const) {
      const args = ["--shard", choice, "--no-setup", "--requests", "40", "-t", where];
      const { out, code } = await runHere(args, env);
      expect(code).toBe(0);
      expect(JSON.parse(out).load.shard).toEqual({ index: 2, of: 4 });
    }
  });

  it("wait for the moment to start, and say when they are late for it", async () => {
    const args = ["--no-setup", "--requests", "8", "-t", where];
    const startAt = Date.now() + 3000;
    const [waited, late] = await Promise.all([
      runHere(["--start-at", new Date(startAt).toISOString(), ...args]),
      runHere(["--start-at", "+0s", ...args]),
    ]);
    expect(waited.code).toBe(0);
    expect(waited.err).toMatch(/^waiting for 20\d\d-.*Z, in /m);
    expect(Date.parse(JSON.parse(waited.out).startedAt)).toBeGreaterThanOrEqual(startAt);
    expect(late.code).toBe(0);
    expect(late.err).toMatch(/^! --start-at 20\d\d-.*Z is over: starting .* late$/m);
  });

  it("are interrupted while they wait", async () => {
    const { stdout, stderr, code } = await run(
      ["--no-setup", "--start-at", "+10m", "-t", where, "--workers", "2"],
      { interruptAt: /^waiting for/m },
    );
    expect({ stdout, code }).toEqual({ stdout: "", code: 130 });
    expect(stderr).toContain("stopping\n");
    expect(stderr).not.toContain("in flight gets");
  });

  it.each([
    [["--shard", "0/4"], /Shards count from 1: the first is 1\/4/],
    [["--shard", "5/4"], /There is no shard 5 of 4/],
    [["--shard", "two"], /I\/N, such as 2\/8, or auto, or auto\/N/],
    [["--shard", "auto"], /nothing says which shard this is\n.*AWS_BATCH_JOB_ARRAY_INDEX/],
    [["--shard", "1/13"], /12 in flight are too few for 13 shards/],
    [["--start-at", "noon"], /a time such as 20/],
    [["--start-at", "2030-01-01T10:00"], /write 2030-01-01T10:00Z for UTC/],
    [["--checks-only"], /on the engine in memory/],
    [["--checks-only", "--workers", "2"], /runs no load, so --workers has nothing to do/],
    [["--setup-only", "--start-at", "+1s"], /runs no load, so --start-at has nothing to do/],
    [["--arrivals", "poisson"], /give a rate, too/],
    [["--rate", "0"], /a rate is above 0/],
    [["--rate", "fast"], /a rate such as 2000\/s/],
    [["--report", "pdf=a"], /no kind "pdf"/],
  ])("are refused as %j", async (args, message) => {
    const { out, err, code } = await runHere(args);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toMatch(message);
  });

  it("do not take an index that is none of theirs", async () => {
    const wrong = await runHere(["--shard", "auto/4"], { JOB_COMPLETION_INDEX: "4" });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("JOB_COMPLETION_INDEX is 4, but there are 4 shards, from 0 on");
    const unsized = await runHere(["--shard", "auto"], { JOB_COMPLETION_INDEX: "0" });
    expect(unsized.code).toBe(2);
    expect(unsized.err).toContain("--shard auto/8");
  });
});
