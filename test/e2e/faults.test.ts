// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { processesWith, realBinary } from "../local/child.ts";
import { type CliOptions, runDyn } from "../support/cli.ts";
import { engine, thisHost, uniqueTable } from "../support/engine.ts";
import {
  type Fault,
  type FaultProxy,
  type Faults,
  seeded,
  startFaultProxy,
  throttle,
} from "../support/fault-proxy.ts";
import { dyn as dynInside, runHere } from "../support/in-process.ts";

const program = join(import.meta.dirname, "../../bin/dyn.js");

let folder: string;
let upstream: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-faults-"));
  upstream = (await engine()).endpoint;
  writeFileSync(join(folder, "item.yaml"), "Id: t-${i}\nName: ${name()}\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dyn = (words: readonly string[], options?: CliOptions) =>
  runDyn(words, { cwd: folder, ...options });

/** An empty table and a scenario that puts a new item each time, and reads one for every two puts. */
async function prepared(): Promise<string> {
  const table = uniqueTable("Faults");
  writeFileSync(join(folder, `${table}.yaml`), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(
    join(folder, `${table}-load.yaml`),
    [
      `tables: [${table}.yaml]`,
      `entities: { t: { table: ${table}, count: 0, item: { Id: "s-\${i}" } } }`,
      "operations:",
      "  put: { weight: 2, put: { entity: t, pick: new } }",
      `  look: { weight: 1, query: { table: ${table}, where: "Id = 's-1'" } }`,
      "load: { warmup: 0s, requests: 300, concurrency: 8 }",
    ].join("\n"),
  );
  const { code } = await dynInside(["table", "create", `${table}.yaml`], { cwd: folder });
  expect(code).toBe(0);
  return table;
}

async function stored(table: string): Promise<number> {
  const { out } = await dynInside(["scan", table, "--count", "-o", "json"]);
  return JSON.parse(out).count;
}

/** A target `dev` that leads through a proxy, with a short time-out, in a folder of its own. */
async function faulty<T>(
  faults: Faults,
  use: (cwd: string, proxy: FaultProxy) => Promise<T>,
): Promise<T> {
  const proxy = await startFaultProxy(upstream, faults);
  const cwd = mkdtempSync(join(folder, "faulty-"));
  const dev = `{ endpoint: "${proxy.url.origin}", region: eu-west-1, requestTimeout: 1s }`;
  writeFileSync(join(cwd, "dyn.yaml"), `targets: { dev: ${dev} }\n`);
  try {
    return await use(cwd, proxy);
  } finally {
    await proxy.close();
  }
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const error = (status: number, code: string): Fault => ({ kind: "error", status, code });
const kinds: readonly [string, Fault][] = [
  ["throttles", throttle("TableWriteKeyRangeThroughputExceeded", "table/T")],
  ["fails inside", error(500, "InternalServerError")],
  ["is unavailable", error(503, "ServiceUnavailable")],
  ["cuts before it has carried out", { kind: "resetBefore" }],
  ["cuts after it has carried out", { kind: "resetAfter" }],
  ["cuts its replies short", { kind: "truncate", bodyBytes: 1 }],
  ["sends wrong checksums", { kind: "corrupt" }],
  ["closes after every reply", { kind: "close" }],
];

/** A fault for a share of the data requests, the same every time; the set-up goes through. */
function some(share: number, fault: (random: () => number) => Fault): Faults {
  const random = seeded(7);
  return (_, operation) => {
    if (operation.endsWith("Table") || operation.endsWith("TimeToLive")) return undefined;
    return random() < share ? fault(random) : undefined;
  };
}

describe("a service that, one time in ten (synthetic),", () => {
  it.each(kinds)("%s loses no item of a seeding", async (_, fault) => {
    const table = await prepared();
    await faulty(
      some(0.1, () => fault),
      async cwd => {
        const words = ["seed", table, "--template", join(folder, "item.yaml"), "--count", "500"];
        const { stdout, stderr, code } = await runHere([...words, "-t", "dev"], { cwd });
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(JSON.parse(stdout)).toMatchObject({ written: 500, rejected: 0 });
      },
    );
    expect(await stored(table)).toBe(500);
  });

  it("takes parts of batches gets the rest until it has all", async () => {
    const table = await prepared();
    await faulty(
      some(0.6, random => ({ kind: "partial", processed: 1 + Math.floor(random() * 20) })),
      async cwd => {
        const words = ["seed", table, "--template", join(folder, "item.yaml"), "--count", "300"];
        const { code } = await runHere([...words, "-t", "dev"], { cwd });
        expect(code).toBe(0);
      },
    );
    expect(await stored(table)).toBe(300);
  });

  it.each(["wire", "sdk"])("does any of these is measured exactly by %s", async client => {
    const table = await prepared();
    await faulty(
      some(0.2, random => kinds[Math.floor(random() * kinds.length)]?.[1] ?? { kind: "close" }),
      async cwd => {
        const words = ["stress", "run", join(folder, `${table}-load.yaml`), "--client", client];
        const { stdout, code } = await dyn([...words, "-t", "dev", "-o", "json"], { cwd });
        expect(code).toBe(0);
        const { total, operations } = JSON.parse(stdout);
        const { put, look } = operations;
        expect(total.sent).toBe(300);
        for (const stats of [total, put, look]) {
          expect(stats.ok + stats.failed + stats.unknown).toBe(stats.sent);
          expect(stats.attempts).toBe(stats.sent + stats.retries);
          expect(sum(stats.errors)).toBe(stats.failed + stats.unknown);
        }
        expect(put.sent + look.sent).toBe(300);
        expect(total.retries).toBeGreaterThan(10);
        expect(sum(total.throttles)).toBe(total.throttled);
        expect(look.unknown).toBe(0);
        const count = await stored(table);
        expect(count).toBeGreaterThanOrEqual(put.ok);
        expect(count).toBeLessThanOrEqual(put.ok + put.unknown);
      },
    );
  });

  it.each(["wire", "sdk"])("never answers is given up on by %s", async client => {
    const table = await prepared();
    await faulty(
      some(0.02, () => ({ kind: "silence" })),
      async cwd => {
        const words = ["stress", "run", join(folder, `${table}-load.yaml`), "--client", client];
        const { stdout } = await runHere([...words, "-t", "dev", "-o", "json"], { cwd });
        const { total, operations } = JSON.parse(stdout);
        expect(total.ok + total.failed + total.unknown).toBe(300);
        const count = await stored(table);
        expect(count).toBeGreaterThanOrEqual(operations.put.ok);
        expect(count).toBeLessThanOrEqual(operations.put.ok + operations.put.unknown);
      },
    );
  });
});

/** A stress run on an engine of its own, which nobody else has: its binary has a name of its own. */
function startStress(words: readonly string[]) {
  const home = mkdtempSync(join(folder, "home-"));
  const binary = join(home, "dynoxide");
  symlinkSync(realBinary, binary);
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", DYN_HOME: home, DYN_DYNOXIDE: binary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>(resolve => child.once("close", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    child,
    engines: () => processesWith(`${binary} serve`),
    says: (text: string) => until(async () => stderr.includes(text)),
    end: async () => ({ code: await ended, stdout, stderr }),
  };
}

async function writeLoad(file: string, count: number): Promise<void> {
  writeFileSync(join(folder, "own.yaml"), "table: Own\npartitionKey: Id S\n");
  writeFileSync(
    join(folder, file),
    `tables: [own.yaml]\nentities: { t: { table: Own, count: ${count}, item: { Id: "s-\${i}" } } }\n` +
      "operations:\n  get: { get: { entity: t } }\nload: { warmup: 1s, duration: 10m, concurrency: 4 }\n",
  );
}

const until = (holds: () => Promise<boolean>) =>
  expect.poll(holds, { timeout: 20_000, interval: 10 }).toBe(true);

function kill(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, "SIGKILL");
}

describe("an engine that is killed", () => {
  it("while a scenario is prepared ends it with what was lost", async () => {
    await writeLoad("endless-seed.yaml", 50_000_000);
    const run = startStress(["stress", "run", "endless-seed.yaml"]);
    await run.says("in flight");
    kill(await run.engines());
    const { code, stdout, stderr } = await run.end();
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(/^error: .*http:\/\/127\.0\.0\.1:\d+/m);
  });

  it("while its table is seeded ends the seeding", async () => {
    const { startPrivate } = await import("../../src/local/private.ts");
    const home = mkdtempSync(join(folder, "home-"));
    const binary = join(home, "dynoxide");
    symlinkSync(realBinary, binary);
    const own = await startPrivate({ ...thisHost, env: { ...process.env, DYN_DYNOXIDE: binary } });
    await writeLoad("own-load.yaml", 1);
    const target = ["-t", own.endpoint.origin];
    expect((await runHere(["table", "create", "own.yaml", ...target], { cwd: folder })).code).toBe(
      0,
    );
    let killed = false;
    const proxy = await startFaultProxy(own.endpoint, n => {
      if (n > 50 && !killed) {
        killed = true;
        void processesWith(`${binary} serve`).then(kill);
      }
      return undefined;
    });
    try {
      const words = ["seed", "Own", "--template", "item.yaml", "--count", "1000000"];
      const { code, stdout, stderr } = await dyn([...words, "-t", proxy.url.origin]);
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
      expect(stderr).toMatch(/^stopped with [\d,]+ of 1,000,000 items in Own$/m);
    } finally {
      await proxy.close();
      await own.close();
    }
  });
});

describe("a run whose engine is killed half-way", () => {
  it("ends, and counts what had no effect as failed", async () => {
    writeFileSync(join(folder, "own.yaml"), "table: Own\npartitionKey: Id S\n");
    writeFileSync(
      join(folder, "half.yaml"),
      'tables: [own.yaml]\nentities: { t: { table: Own, count: 50, item: { Id: "s-${i}" } } }\n' +
        "operations:\n  get: { get: { entity: t } }\n" +
        "load: { warmup: 0s, requests: 3000, rate: 2000/s, concurrency: 4 }\n",
    );
    const run = startStress(["stress", "run", "half.yaml", "-o", "json"]);
    await run.says("seeded in");
    kill(await run.engines());
    const { code, stdout, stderr } = await run.end();
    expect([0, 1]).toContain(code);
    expect(stderr).not.toContain("fault of dyn");
    const { total, load } = JSON.parse(stdout);
    expect(total.sent + load.unsent).toBe(3_000);
    expect(total.ok + total.failed + total.unknown).toBe(total.sent);
    expect(sum(total.errors)).toBe(total.failed + total.unknown);
  });
});

describe("Ctrl-C and its kin", () => {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

  it.each(signals)("%s while a scenario is prepared says so and leaves no engine", async signal => {
    await writeLoad("endless-seed.yaml", 50_000_000);
    const run = startStress(["stress", "run", "endless-seed.yaml", "-o", "json"]);
    await run.says("in flight");
    run.child.kill(signal);
    const { code, stdout, stderr } = await run.end();
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).not.toContain("error:");
    await until(async () => (await run.engines()).length === 0);
  });

  it.each(signals)("%s in the warm-up or the measurement still reports", async signal => {
    await writeLoad("long.yaml", 50);
    const run = startStress(["stress", "run", "long.yaml", "-o", "json"]);
    await run.says("seeded in");
    run.child.kill(signal);
    const { code, stdout } = await run.end();
    expect(code).toBe(130);
    if (stdout !== "") expect(JSON.parse(stdout)).toMatchObject({ interrupted: true });
    await until(async () => (await run.engines()).length === 0);
  });

  it("a second one ends the program at once, though a seeding waits for what is in flight", async () => {
    const table = await prepared();
    await faulty(
      some(1, () => ({ kind: "silence" })),
      async (cwd, { url, seen }) => {
        const template = join(folder, "item.yaml");
        const words = ["seed", table, "--template", template, "--count", "100", "-t", url.origin];
        const child = spawn(process.execPath, [program, ...words], { cwd, stdio: "ignore" });
        onTestFinished(() => void child.kill("SIGKILL"));
        const ended = new Promise(resolve => child.once("close", resolve));
        await until(async () => seen.some(({ operation }) => operation === "BatchWriteItem"));
        child.kill("SIGINT");
        child.kill("SIGTERM");
        expect(await ended).toBe(130);
      },
    );
  });
});
