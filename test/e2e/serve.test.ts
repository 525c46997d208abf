import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { type Gate, type Served, spawnServe, startGate, startServe } from "../support/serving.ts";
import { tableWith } from "../support/tables.ts";
import { testCertificate, testKey } from "../support/tls.ts";

const planted = "pl4nt3d";
const ambient = {
  AWS_ACCESS_KEY_ID: "AKIAAMBIENT",
  AWS_SECRET_ACCESS_KEY: `${planted}-secret`,
  AWS_SESSION_TOKEN: `${planted}-session`,
  AWS_REGION: "eu-west-1",
  AWS_EC2_METADATA_DISABLED: "true",
  REDIS_PASSWORD: `${planted}-redis`,
  DYN_SERVE_TOKEN_SECRETS: Buffer.from(`${planted}-token-secret-of-32-bytes`.slice(0, 32)).toString(
    "base64",
  ),
};

let folder: string;
let gate: Gate;
let table: string;
let key: string;
const running: Served[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-serve-"));
  const { endpoint } = await engine();
  table = await tableWith(
    [1, 2, 3].map(n => ({ Pk: { S: "p" }, Sk: { N: String(n) }, Note: { S: `${planted}-value` } })),
  );
  gate = await startGate(endpoint);
  const target = `targets: { gated: { endpoint: "${gate.url.href}" } }`;
  const exposed = `gateway: { target: gated, cache: { ttl: 0s }, limits: { backend: 60s }, tables: { ${table}: {} } }`;
  writeFileSync(join(folder, "dyn.yaml"), `${target}\n${exposed}\n`);
  const made = await dyn(
    "serve",
    "keys",
    "create",
    "test",
    "--scope",
    "*,metrics,cache",
    "-o",
    "json",
  );
  key = (JSON.parse(made.stdout) as { key: string }).key;
});
beforeEach(() => gate.open());
afterEach(async () => {
  gate.open();
  for (const served of running.splice(0)) {
    served.child.kill("SIGKILL");
    await served.ended;
  }
});
afterAll(async () => {
  await gate?.end();
  rmSync(folder, { recursive: true, force: true });
});

function dyn(...words: string[]) {
  return runDyn(words, { cwd: folder, env: { ...ambient, DYN_HOME: folder } });
}

async function serve(...words: string[]): Promise<Served> {
  const served = await startServe(words, { cwd: folder, env: ambient });
  running.push(served);
  return served;
}

function ask(served: Served, path: string, init: RequestInit = {}): Promise<Response> {
  // A connection of its own each time, so that every worker has its turn.
  const headers = { authorization: `Bearer ${key}`, connection: "close", ...init.headers };
  return fetch(`${served.url}${path}`, { ...init, headers });
}

const items = () => `/v1/tables/${table}/items?pk=p`;

describe("dyn serve", () => {
  it("answers who has a key, and ends what is in flight before it ends", async () => {
    const served = await serve();
    expect(served.ready).toMatchObject({ pid: served.child.pid, workers: 1 });
    const refused = await fetch(`${served.url}${items()}`);
    expect(refused.status).toBe(401);
    const first = await ask(served, items());
    expect(await first.json()).toMatchObject({ count: 3, nextToken: null });

    gate.close();
    const slow = ask(served, items());
    await expect.poll(() => gate.waiting()).toBe(1);
    served.child.kill("SIGTERM");
    await expect.poll(async () => (await ask(served, "/health/ready")).status).toBe(503);
    const late = await ask(served, items());
    expect(late.status).toBe(503);
    expect(late.headers.get("connection")).toBe("close");
    expect(await late.json()).toMatchObject({ type: "/problems/draining" });
    gate.open();
    expect((await slow).status).toBe(200);
    expect(await served.ended).toBe(0);
  });

  it("cuts off what takes too long, and says so", async () => {
    const served = await serve("--drain-timeout", "10ms");
    await ask(served, items());
    gate.close();
    const slow = ask(served, items()).catch(() => "cut");
    await expect.poll(() => gate.waiting()).toBe(1);
    served.child.kill("SIGTERM");
    expect(await slow).toBe("cut");
    expect(await served.ended).toBe(5);
    expect(served.written.err).toContain("1 request was cut off");
  });

  it("ends at once by a second signal", async () => {
    const served = await serve();
    await ask(served, items());
    gate.close();
    const slow = ask(served, items()).catch(() => "cut");
    await expect.poll(() => gate.waiting()).toBe(1);
    served.child.kill("SIGINT");
    await expect.poll(() => served.written.err).toContain('"draining"');
    served.child.kill("SIGINT");
    expect(await served.ended).toBe(130);
    expect(await slow).toBe("cut");
  });

  it("ends well by Ctrl-C, for that is how one ends it", async () => {
    const served = await serve();
    served.child.kill("SIGINT");
    expect(await served.ended).toBe(0);
  });

  it("speaks TLS with the files that it is given", async () => {
    writeFileSync(join(folder, "cert.pem"), testCertificate);
    writeFileSync(join(folder, "key.pem"), testKey);
    const files = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    const served = await serve("--host", "localhost", "--workers", "2", ...files);
    expect(served.url).toMatch(/^https:\/\/localhost:/);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${served.url}/health/ready`, { ca: testCertificate }, resolve).on("error", reject);
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  });

  it("goes on when nobody reads what it writes", async () => {
    const served = await serve("--emf", "--emf-interval", "10ms");
    served.child.stdout?.destroy();
    served.child.stderr?.destroy();
    for (let n = 0; n < 20; n += 1) expect((await ask(served, items())).status).toBe(200);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  });

  it("says that nothing may be dropped while one of several processes is silent", async () => {
    const served = await serve("--workers", "2");
    const [silent = 0] = await children(served);
    /** The status, by a connection that belongs to one process; undefined when that says nothing. */
    const statusBy = (agent: Agent) => async (method: string, path: string, timeout: number) => {
      const headers = { authorization: `Bearer ${key}` };
      const asking = request(served.url + path, { agent, method, headers, timeout });
      asking.on("timeout", () => asking.destroy()).end();
      const [answer] = await once(asking, "response").catch(() => []);
      answer?.resume();
      return (answer as IncomingMessage | undefined)?.statusCode;
    };
    // Connections go to the processes in turns.
    for (;;) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const status = statusBy(agent);
      expect(await status("GET", items(), 20_000)).toBe(200);
      process.kill(silent, "SIGSTOP");
      try {
        if ((await status("GET", items(), 1_000)) === undefined) continue;
        expect(await status("DELETE", "/v1/cache", 20_000)).toBe(503);
        process.kill(silent, "SIGCONT");
        await expect.poll(() => status("DELETE", "/v1/cache", 20_000)).toBe(200);
        break;
      } finally {
        process.kill(silent, "SIGCONT");
        agent.destroy();
      }
    }
  });

  it("serves by several processes as by one, and replaces one that dies", async () => {
    const served = await serve("--workers", "2");
    expect(served.ready.workers).toBe(2);
    const workers = new Set<number>();
    const path = `${items()}&pageSize=1`;
    for (let n = 0; n < 4; n += 1) {
      const { nextToken } = (await (await ask(served, path)).json()) as { nextToken: string };
      // Whoever is asked next takes the token, too.
      for (let again = 0; again < 2; again += 1) {
        const next = await ask(served, `${path}&nextToken=${nextToken}`);
        expect(await next.json()).toMatchObject({ items: [{ Sk: 2 }] });
      }
    }
    for (const line of linesOf(served)) if (line.message === "request") workers.add(line.worker);
    expect([...workers].sort()).toEqual([1, 2]);
    expect(await counted(served)).toBe(12);

    const [victim] = await children(served);
    process.kill(victim ?? 0, "SIGKILL");
    await expect
      .poll(() => linesOf(served).filter(({ message }) => message === "listening").length, {
        timeout: 20_000,
      })
      .toBe(3);
    expect(linesOf(served).some(({ message }) => /has died/.test(message))).toBe(true);
    // What the dead one has counted is not lost.
    expect(await counted(served)).toBe(12);
    const all = await children(served);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    for (const pid of all) expect(() => process.kill(pid, 0)).toThrow();
  });

  it("ends as by any Ctrl-C while its processes start", async () => {
    // A terminal sends Ctrl-C to all of a group.
    const words = ["--workers", "2", "--port", "0", "-o", "json"];
    const child = spawnServe(words, { cwd: folder, env: ambient, detached: true });
    let told = "";
    const ended = once(child, "close");
    child.stderr.setEncoding("utf8").on("data", text => {
      const had = told;
      told += text;
      const first = /"listening","worker":1/;
      if (first.test(told) && !first.test(had)) process.kill(-(child.pid ?? 0), "SIGINT");
    });
    expect(await ended).toEqual([130, null]);
    expect(told).not.toMatch(/died|error:/);
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow();
  });

  it("leaves no process behind when its first one is killed", async () => {
    const served = await serve("--workers", "2");
    const all = await children(served);
    expect(all).toHaveLength(2);
    served.child.kill("SIGKILL");
    await served.ended;
    const alive = () =>
      all.filter(pid => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      });
    await expect.poll(alive, { timeout: 10_000 }).toEqual([]);
  });

  it("tells no secret, in no answer, log or metric", async () => {
    const served = await serve("--log-level", "debug", "--emf");
    const answers = [
      await ask(served, `/v1/tables/${table}/items?pk=${planted}&oops=${planted}`),
      await ask(served, `/v1/${planted}?${planted}`),
      await ask(served, items(), { headers: { authorization: `Bearer ${planted}` } }),
      await ask(served, `${items()}&nextToken=${planted}`),
      await ask(served, "/metrics"),
      await ask(served, "/health/ready"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 401, 400, 200, 200]);
    await ask(served, items());
    const texts = await Promise.all(answers.slice(4).map(answer => answer.text()));
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    const { out, err } = served.written;
    expect(out).toContain("CloudWatchMetrics");
    for (const text of [out, err, ...texts]) {
      expect(text).not.toContain(planted);
      expect(text).not.toContain(key);
      expect(text).not.toContain(ambient.DYN_SERVE_TOKEN_SECRETS);
    }
  });
});

describe("dyn serve refuses", () => {
  it.each([
    ["to answer everybody on every address", ["--no-auth", "--host", "0.0.0.0"], /--no-auth/],
    ["to serve what nobody exposed", ["-t", "http://127.0.0.1:1"], /gateway:|exposed/],
    ["a key without a certificate", ["--tls-key", "x.pem"], /--tls-cert/],
    ["files that are missing", ["--tls-key", "x.pem", "--tls-cert", "y.pem"], /no such file/],
    ["to run where nobody could ask", ["--keys", "none.json"], /dyn serve keys create/],
    ["an address that is not this machine's", ["--host", "192.0.2.1"], /no such address/],
    ["a form that is not one line", ["-o", "csv"], /-o json/],
  ])("%s", async (what, words, message) => {
    // A dyn.yaml without tables is needed where nothing is to be exposed.
    const cwd = what.includes("exposed") ? tmpdir() : folder;
    const env = { ...ambient, DYN_HOME: folder };
    const { code, stderr } = await runDyn(["serve", "--port", "0", ...words], { cwd, env });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it.each([["1"], ["2"]])("a port that is taken, with %s workers", async workers => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await dyn("serve", "--port", String(port), "--workers", workers);
    await new Promise(resolve => other.close(resolve));
    expect(stderr).toContain(`127.0.0.1:${port}: another program does already`);
    expect(stderr).toContain("--port 0");
    expect(code).toBe(1);
  });
});

interface Line {
  readonly message: string;
  readonly worker: number;
}

function linesOf({ written }: Served): readonly Line[] {
  const whole = written.err.slice(0, written.err.lastIndexOf("\n") + 1);
  return whole
    .trimEnd()
    .split("\n")
    .map(line => JSON.parse(line) as Line);
}

/** Requests for items, as the metrics of all processes tell. */
async function counted(served: Served): Promise<number> {
  const text = await (await ask(served, "/metrics")).text();
  const line = /^dyn_http_request_duration_seconds_count\{route="[^"]*items".*\} (\d+)$/m.exec(
    text,
  );
  return Number(line?.[1]);
}

/** The worker processes, by the log's numbers of none: as the system knows them. */
async function children({ child }: Served): Promise<readonly number[]> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}
