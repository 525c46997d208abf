/**
 * Secrets that the built program is given, by its configuration, its environment and its callers, come
 * out of it nowhere: not in logs, whatever goes wrong, nor in metrics, documents or the program's end.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { type Fault, type FaultProxy, startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { type Served, startServe } from "../support/serving.ts";
import { tableWith } from "../support/tables.ts";

const tokenSecret = Buffer.alloc(32, "PLANTED-token").toString("base64");
const env = {
  AWS_ACCESS_KEY_ID: "AKIAPLANTEDKEYID0000",
  AWS_SECRET_ACCESS_KEY: "PLANTED-aws-secret",
  AWS_SESSION_TOKEN: "PLANTED-session",
  AWS_REGION: "eu-west-1",
  AWS_EC2_METADATA_DISABLED: "true",
  CACHE_WORD: "PLANTED-redis",
  DYN_SERVE_TOKEN_SECRETS: tokenSecret,
  DATABASE_URL: "postgres://user:PLANTED-database@db.example/x",
};

let folder: string;
let proxy: FaultProxy;
let fault: Fault | undefined;
let table: string;
let served: Served;
const keys: string[] = [];
/** All that anybody was given. */
const told: string[] = [];

const run = (...words: string[]) =>
  runDyn(words, { cwd: folder, env: { ...env, DYN_HOME: folder } });

async function ask(path: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(`${served.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${keys[0]}`, ...init.headers },
  });
  const text = await answer.text();
  told.push(JSON.stringify([...answer.headers]), text);
  return answer.status;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-serve-"));
  table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
  proxy = await startFaultProxy((await engine()).endpoint, () => fault);
  writeFileSync(
    join(folder, "dyn.yaml"),
    `targets: { proxied: { endpoint: "${proxy.url.href}" } }
gateway:
  target: proxied
  tables: { ${table}: { scan: true, indexes: [] } }
  cache: { redis: "redis://127.0.0.1:9/0", passwordVariable: CACHE_WORD }
  limits: { backend: 1s }
`,
  );
  for (const name of ["first", "second"]) {
    const made = await run(
      "serve",
      "keys",
      "create",
      name,
      "--scope",
      "*,cache,metrics",
      "-o",
      "json",
    );
    keys.push((JSON.parse(made.stdout) as { key: string }).key);
  }
  served = await startServe(["--log-level", "debug", "--emf"], { cwd: folder, env });
});
afterAll(async () => {
  served?.child.kill("SIGKILL");
  await served?.ended;
  await proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

test("no secret comes out, whatever goes wrong", async () => {
  const path = `/v1/tables/${table}/items?pk=PLANTED-value`;
  const post = (body: string): [string, RequestInit] => [
    `/v1/tables/${table}/query`,
    { method: "POST", headers: { "content-type": "application/json" }, body },
  ];
  expect(await ask(path)).toBe(200);
  const wrong: readonly (Fault | undefined)[] = [
    { kind: "resetBefore" },
    { kind: "truncate", bodyBytes: 5 },
    { kind: "silence" },
    throttle("TableReadProvisionedThroughputExceeded", "arn:aws:dynamodb:eu-west-1:123456789012:x"),
    {
      kind: "error",
      status: 400,
      code: "InvalidSignatureException",
      message: env.AWS_SESSION_TOKEN,
    },
    {
      kind: "error",
      status: 400,
      code: "AccessDeniedException",
      message: `User: arn:aws:iam::123456789012:user/x with ${env.AWS_ACCESS_KEY_ID}`,
    },
    { kind: "error", status: 500, code: "InternalServerError", message: env.AWS_SECRET_ACCESS_KEY },
  ];
  for (const each of wrong) {
    fault = each;
    expect(await ask(`${path}&skLt=${told.length}`)).toBeGreaterThanOrEqual(400);
  }
  fault = undefined;
  await expect.poll(() => ask(`${path}&skLt=${told.length}`), { timeout: 20_000 }).toBe(200);
  for (const [at, init] of [
    ["/v1/tables", { headers: { authorization: "Bearer PLANTED-authorization" } }],
    ["/v1/tables", { headers: { authorization: "Basic UExBTlRFRA==" } }],
    ["/v1/tables", { headers: { "x-api-key": keys[1] ?? "" } }],
    [`/v1/tables?key=${keys[0]}`, {}],
    [`/${keys[0]}`, {}],
    ["/v1/cache", { method: "DELETE" }],
    [`/v1/tables/${table}/scan?nextToken=PLANTED`, {}],
    post('{"where": "Pk = \'PLANTED-in-a-body'),
    post(
      `{"key": {"Pk": "PLANTED-in-a-body"}, "filter": {"attribute": "A", "eq": "PLANTED-filter"}}`,
    ),
    ["/v1/openapi.json", {}],
    ["/docs", {}],
    ["/metrics", {}],
    ["/health/ready", {}],
  ] as [string, RequestInit][]) {
    await ask(at, init);
  }
  served.child.kill("SIGTERM");
  expect(await served.ended).toBe(0);

  const { out, err } = served.written;
  expect(out).toContain('"_aws"');
  expect(err).toContain('"status":504');
  expect(err).toContain('"status":401');
  const kept = readFileSync(join(folder, "keys.json"), { encoding: "utf8", flag: "a+" });
  const listed = await run("serve", "keys", "list", "--all");
  const all = [out, err, kept, listed.stdout, listed.stderr, ...told].join("\n");
  const secrets = [tokenSecret, env.AWS_ACCESS_KEY_ID, ...keys, ...keys.map(key => key.slice(10))];
  for (const secret of secrets) expect(all.includes(secret)).toBe(false);
  expect(all).not.toMatch(/PLANTED-(aws|session|redis|database|token|authorization|filter)/);
  // Values that callers sent come back to them at most.
  expect(out + err).not.toContain("PLANTED");
  expect([...told, out].join("\n")).not.toContain("123456789012");
});

test.each([
  ["a token secret that is too short", { DYN_SERVE_TOKEN_SECRETS: "PLANTED-short" }, []],
  ["two of one kind", { DYN_SERVE_TOKEN_SECRETS: `${tokenSecret},${tokenSecret}` }, []],
  ["a keys file that is none", {}, ["--keys", "dyn.yaml"]],
  ["a certificate that is none", {}, ["--tls-cert", "dyn.yaml", "--tls-key", "secret.pem"]],
])("it does not start with %s, and repeats nothing of it", async (_, more, words) => {
  writeFileSync(join(folder, "secret.pem"), "PLANTED-key");
  const { code, stdout, stderr } = await runDyn(["serve", "--port", "0", ...words], {
    cwd: folder,
    env: { ...env, ...more, DYN_HOME: folder },
  });
  expect(code).not.toBe(0);
  expect(stderr).not.toBe("");
  expect(stdout + stderr).not.toMatch(/PLANTED|\bat \w+ \(|node:internal/);
  expect(stdout + stderr).not.toContain(tokenSecret);
});
