import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askHealth } from "../../src/local/health.ts";
import { type EngineStatus, sharedEngine } from "../../src/local/shared.ts";
import { engine as otherEngine } from "../support/engine.ts";
import {
  hostAt,
  processesWith,
  realBinary,
  runChild,
  scriptedBinary,
  tempDirectory,
} from "./child.ts";

describe("the shared engine", () => {
  test("starts with the first who asks, and is joined by the next", async () => {
    const home = tempDirectory();
    const first = await sharedEngine(hostAt(home)).ensure();
    expect(first.started).toBe(true);
    expect(await askHealth(first.endpoint)).toBeDefined();
    const second = await sharedEngine(hostAt(home)).ensure();
    expect(second).toEqual({ endpoint: first.endpoint, started: false });
    expect(await engines(home)).toHaveLength(1);
  });

  test("tells where it is", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    const database = join(home, "local", "dynamodb.db");
    expect(engine.database).toBe(database);
    expect(await engine.status()).toEqual({ running: false, database });
    expect(await engine.stop()).toBe(false);
    expect(readdirSync(home)).toEqual([]);

    const { endpoint } = await engine.ensure();
    const [pid] = await engines(home);
    expect(await engine.status()).toEqual({
      running: true,
      endpoint: endpoint.origin,
      pid,
      database,
    });
    await engine.stop();
    expect(await engine.status()).toEqual({ running: false, database });
  });

  test("outlives the command that started it, however that ends", async () => {
    const home = tempDirectory();
    const child = runChild(
      `const { endpoint } = await sharedEngine(host).ensure();
      console.log(endpoint.origin);
      process.kill(-process.pid, "SIGINT");`,
      home,
    );
    const endpoint = new URL(await child.line);
    await child.exit;
    expect(child.process.signalCode).toBe("SIGINT");
    expect(await askHealth(endpoint)).toBeDefined();
    expect((await sharedEngine(hostAt(home)).ensure()).started).toBe(false);
  });

  test("does not keep the command that started it from ending", async () => {
    const child = runChild("await sharedEngine(host).ensure();", tempDirectory());
    await child.exit;
    expect(child.process.exitCode).toBe(0);
  });

  test.each([2, 10])("is one, though %i commands start it at the same moment", async count => {
    const home = tempDirectory();
    const children = Array.from({ length: count }, () =>
      runChild("console.log(JSON.stringify(await sharedEngine(host).ensure()));", home),
    );
    const answers = await Promise.all(children.map(async child => JSON.parse(await child.line)));
    expect(new Set(answers.map(answer => answer.endpoint)).size).toBe(1);
    expect(answers.filter(answer => answer.started)).toHaveLength(1);
    expect(await engines(home)).toHaveLength(1);
  });

  test("is one, though those who start it are killed at any moment", async () => {
    const home = tempDirectory();
    for (let round = 0; round < 12; round += 1) {
      const child = runChild(
        `console.log("soon"); setTimeout(() => process.kill(process.pid, "SIGKILL"), ${round * 3});
        await sharedEngine(host).ensure();
        setInterval(() => {}, 1000);`,
        home,
      );
      await child.exit;
      expect((await sharedEngine(hostAt(home)).ensure()).endpoint).toBeInstanceOf(URL);
      await expect.poll(() => engines(home), { timeout: 10_000 }).toHaveLength(1);
      await sharedEngine(hostAt(home)).stop();
      expect(await engines(home)).toEqual([]);
    }
  });

  test("that was half started when its command died is replaced", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    const { endpoint } = await engine.ensure();
    const file = join(home, "local", "engine.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"ready":true', '"ready":false'));
    expect(await engine.status()).toMatchObject({ running: false });
    expect(await engine.ensure()).toEqual({ endpoint, started: true });
    expect(await engines(home)).toHaveLength(1);
  });

  test("keeps its endpoint and its data when it is stopped and started again", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    const before = await engine.ensure();
    await createTable(before.endpoint, "Kept");
    expect(await engine.stop()).toBe(true);
    expect(await engine.stop()).toBe(false);
    expect(await askHealth(before.endpoint)).toBeUndefined();

    const after = await engine.ensure();
    expect(after).toEqual({ endpoint: before.endpoint, started: true });
    expect(await tables(after.endpoint)).toEqual(["Kept"]);
  });

  test("loses its data in a reset, and only then", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    await createTable((await engine.ensure()).endpoint, "Lost");
    expect(await engine.reset()).toBe(true);
    expect(await engines(home)).toEqual([]);
    expect(readdirSync(join(home, "local")).filter(name => name.startsWith("dynamodb"))).toEqual(
      [],
    );
    expect(await engine.reset()).toBe(false);
    expect(await tables((await engine.ensure()).endpoint)).toEqual([]);
  });

  test("keeps what it writes from other users", async () => {
    const home = tempDirectory();
    await sharedEngine(hostAt(home)).ensure();
    expect(statSync(join(home, "local")).mode & 0o777).toBe(0o700);
    for (const name of ["engine.json", "engine.log"]) {
      expect(statSync(join(home, "local", name)).mode & 0o777).toBe(0o600);
    }
  });

  test("is started again after it was killed", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    await engine.ensure();
    process.kill((await running(engine.status())).pid, "SIGKILL");
    await expect.poll(() => engine.status()).toMatchObject({ running: false });
    expect((await engine.ensure()).started).toBe(true);
  });

  test("is not confused with a process that has its number now", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    const { endpoint } = await otherEngine();
    const serve = ["serve", "--host", endpoint.hostname, "--port", endpoint.port];
    const command = [realBinary, ...serve, "--db-path", engine.database];
    const state = { pid: process.pid, endpoint: endpoint.origin, ready: true, command };
    mkdirSync(join(home, "local"));
    writeFileSync(join(home, "local", "engine.json"), JSON.stringify(state));
    expect(await engine.status()).toMatchObject({ running: false });
    expect(await engine.stop()).toBe(false);

    writeFileSync(join(home, "local", "engine.json"), JSON.stringify(state));
    const own = await engine.ensure();
    expect(own.started).toBe(true);
    expect(own.endpoint.port).not.toBe(endpoint.port);
  });

  test.each(["", "{", "null", '{"pid":-1}', '{"pid":1,"endpoint":"x","command":[]}'])(
    "does not mind a state file that holds %j",
    async text => {
      const home = tempDirectory();
      mkdirSync(join(home, "local"));
      writeFileSync(join(home, "local", "engine.json"), text);
      expect((await sharedEngine(hostAt(home)).ensure()).started).toBe(true);
    },
  );

  test("takes another port when something else has its usual one", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    const usual = (await engine.ensure()).endpoint;
    await engine.stop();
    const stranger = createServer((_, response) => response.end("not an engine"));
    await new Promise<void>(resolve => stranger.listen(Number(usual.port), "127.0.0.1", resolve));
    try {
      const { endpoint, started } = await engine.ensure();
      expect(started).toBe(true);
      expect(endpoint.port).not.toBe(usual.port);
      expect(await askHealth(endpoint)).toBeDefined();
      expect((await engine.ensure()).endpoint).toEqual(endpoint);
    } finally {
      stranger.close();
    }
  });

  test("that hangs is an error that says how to end it, and can be ended", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home));
    await engine.ensure();
    const { pid } = await running(engine.status());
    process.kill(pid, "SIGSTOP");
    // Clocks that run fast: nobody has to wait for dyn's patience to end.
    const hurried = (stepMs: number) => {
      let nowMs = 0;
      const monotonic = () => {
        nowMs += stepMs;
        return nowMs;
      };
      return sharedEngine({ ...hostAt(home), monotonic });
    };
    await expect(hurried(6_000).ensure()).rejects.toMatchObject({
      kind: "connection",
      message: expect.stringContaining(`process ${pid}`),
      hint: expect.stringContaining("dyn local stop"),
    });
    expect(await hurried(250).stop()).toBe(true);
    expect(await engines(home)).toEqual([]);
  });

  test("that cannot start says why, and leaves no state", async () => {
    const home = tempDirectory();
    const binary = scriptedBinary(
      home,
      'echo "error: Internal error: database or disk is full" >&2; exit 1',
    );
    const engine = sharedEngine(hostAt(home, { DYN_DYNOXIDE: binary }));
    await expect(engine.ensure()).rejects.toMatchObject({
      kind: "connection",
      message: "the embedded engine did not start: database or disk is full",
      hint: expect.stringContaining(`room in ${join(home, "local")}`),
    });
    expect(existsSync(join(home, "local", "engine.json"))).toBe(false);
    expect((await sharedEngine(hostAt(home)).ensure()).started).toBe(true);
  });

  test("without its program is an error before anything is written", async () => {
    const home = tempDirectory();
    const engine = sharedEngine(hostAt(home, { DYN_DYNOXIDE: join(home, "missing") }));
    await expect(engine.ensure()).rejects.toThrow("where there is no file");
    expect(readdirSync(home)).toEqual([]);
  });

  test("in a directory that cannot be written is an error", async () => {
    const file = join(tempDirectory(), "file");
    writeFileSync(file, "");
    await expect(sharedEngine(hostAt(file)).ensure()).rejects.toMatchObject({
      kind: "failed",
      message: `cannot write ${join(file, "local")}: a part of the path is a file`,
      hint: expect.stringContaining("DYN_HOME"),
    });
  });

  test("whose state cannot be written is not started", async () => {
    const home = tempDirectory();
    mkdirSync(join(home, "local", "engine.json"), { recursive: true });
    await expect(sharedEngine(hostAt(home)).ensure()).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringContaining("engine.json: a directory is in the way"),
    });
    expect(await engines(home)).toEqual([]);
    const left = readdirSync(join(home, "local")).filter(name => name.startsWith("engine.json."));
    expect(left).toEqual([]);
    rmSync(join(home, "local", "engine.json"), { recursive: true });
  });
});

function engines(home: string): Promise<number[]> {
  return processesWith(`--db-path ${join(home, "local")}`);
}

async function running(asked: Promise<EngineStatus>): Promise<EngineStatus & { running: true }> {
  const status = await asked;
  if (!status.running) throw new Error("the engine does not run");
  return status;
}

async function call(endpoint: URL, operation: string, body: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a",
      "x-amz-date": "20200101T000000Z",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function createTable(endpoint: URL, name: string): Promise<void> {
  await call(endpoint, "CreateTable", {
    TableName: name,
    AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
}

async function tables(endpoint: URL): Promise<unknown> {
  const list = (await call(endpoint, "ListTables", {})) as { TableNames: unknown };
  return list.TableNames;
}
