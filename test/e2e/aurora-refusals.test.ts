// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlSettings } from "../../src/config/sql-settings.ts";
import { runDyn } from "../support/cli.ts";
import { runHere } from "../support/in-process.ts";
import { askPostgres, freshDatabase } from "../support/postgres.ts";
import { sqlProject } from "../support/sql-project.ts";
import { testCertificate } from "../support/tls.ts";
import { startTlsPostgres, type TlsPostgres } from "../support/tls-postgres.ts";

const planted = "pl4nt3d";
const files = {
  "things.yaml": "table: Things\npartitionKey: Id S\n",
  "load.yaml": `
tables: [things.yaml]
entities: { thing: { table: Things, count: 5, item: { Id: "t-\${i}", Note: "n-\${i}" } } }
operations: { look: { get: { entity: thing, pick: uniform } } }
load: { warmup: 0s, requests: 20, concurrency: 4 }
`,
};
/** With which tokens are signed here, and nobody is asked. */
const aws = {
  AWS_ACCESS_KEY_ID: "AKIATEST",
  AWS_SECRET_ACCESS_KEY: `${planted}-key`,
  AWS_EC2_METADATA_DISABLED: "true",
};
const run = ["stress", "run", "load.yaml", "--verbose"];

let folder: string;
let settings: SqlSettings;
let encrypted: TlsPostgres;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-aurora-refusals-"));
  writeFileSync(join(folder, "ca.pem"), testCertificate);
  settings = await freshDatabase();
  encrypted = await startTlsPostgres(settings.writer);
});
afterAll(async () => {
  await encrypted.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Refused {
  readonly change?: Partial<SqlSettings>;
  readonly more?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  /** The built program, to be told also what libraries write past it. */
  readonly by?: typeof runHere;
}

/** What a user is told in vain attempts to run a load; nothing of it is a secret. */
async function refusal({ change, more, env, words = ["-t", "shop"], by = runHere }: Refused) {
  const place = { ...settings, ...change };
  const project = sqlProject(folder, place, files, more);
  const { cwd } = project;
  const ran = await by([...run, ...words], { cwd, env: { ...project.env, ...aws, ...env } });
  const { code, stdout, stderr } = ran;
  const { auth } = settings;
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error: /m);
  for (const secret of [planted, "X-Amz-Signature", auth.kind === "own" ? auth.password : ""]) {
    expect(stderr).not.toContain(secret);
  }
  return { code, stderr };
}

const localhost = () => ({ host: "localhost", port: encrypted.port });
const ca = () => `"${join(folder, "ca.pem")}"`;

describe("a load is refused with a reason, and no secret, for", () => {
  it("a wrong password", async () => {
    const { code, stderr } = await refusal({ env: { PGPASSWORD: planted }, by: runDyn });
    expect(stderr).toMatch(/password authentication failed for user "dyn"/);
    expect(stderr).toMatch(/check user and password/);
    expect(code).toBe(4);
  });

  it("a database that is not there", async () => {
    const { code, stderr } = await refusal({ change: { database: "nowhere" } });
    expect(stderr).toMatch(/database "nowhere" does not exist/);
    expect(stderr).toMatch(/create the database/);
    expect(code).toBe(4);
  });

  it("a server without TLS, where it is required", async () => {
    const { code, stderr } = await refusal({ more: { tls: "require" } });
    expect(stderr).toMatch(/does not support SSL/);
    expect(stderr).toMatch(/tls[=:] ?off/);
    expect(code).toBe(4);
  });

  it("a certificate of an authority that nobody has named (the server is synthetic)", async () => {
    const { code, stderr } = await refusal({
      change: { writer: localhost() },
      more: { tls: "require" },
      by: runDyn,
    });
    expect(stderr).toMatch(/certificate/);
    expect(stderr).toMatch(/ca: names the file/);
    expect(code).toBe(4);
  });

  it("a certificate of another host (the server is synthetic)", async () => {
    const writer = { host: "127.0.0.1", port: encrypted.port };
    const { code, stderr } = await refusal({
      change: { writer },
      more: { tls: "require", ca: ca() },
    });
    expect(stderr).toMatch(/127\.0\.0\.1/);
    expect(stderr).toMatch(/certificate/i);
    expect(code).toBe(4);
  });

  it("a token of IAM that has expired (the server is synthetic)", async () => {
    const rds = await startTlsPostgres({ refusal: 'PAM authentication failed for user "dyn"' });
    const { host, port } = rds;
    try {
      const { code, stderr } = await refusal({
        change: { writer: { host, port } },
        more: { auth: "iam", tls: "require", ca: ca(), region: "eu-west-1" },
        // The SDK looks for credentials in its process.
        by: runDyn,
      });
      expect(rds.seen[0]).toContain("X-Amz-Signature");
      expect(stderr).toMatch(/PAM authentication failed for user "dyn"/);
      expect(stderr).toMatch(/by an IAM token: dyn needs the role rds_iam/);
      expect(code).toBe(4);
    } finally {
      await rds.close();
    }
  });

  it("an instance that only reads", async () => {
    const { database } = await freshDatabase();
    const always = `ALTER DATABASE ${database} SET default_transaction_read_only = on`;
    await askPostgres(settings, always);
    const { code, stderr } = await refusal({ change: { database }, more: { maxAttempts: "2" } });
    expect(stderr).toMatch(/cannot execute CREATE TABLE in a read-only transaction/);
    expect(stderr).toMatch(/name the instance that writes/);
    expect(code).toBe(4);
  });

  it("a table with another key, or without a column", async () => {
    await askPostgres(settings, 'CREATE TABLE "Things" ("Id" text PRIMARY KEY)');
    const missing = await refusal({});
    expect(missing.stderr).toMatch(/Things on shop differs: column Note is missing/);
    expect(missing.stderr).toMatch(/ALTER TABLE "Things" ADD COLUMN "Note" text/);
    expect(missing.code).toBe(1);
    await askPostgres(settings, 'DROP TABLE "Things"');
    await askPostgres(settings, 'CREATE TABLE "Things" ("Id" text, "Note" text PRIMARY KEY)');
    const other = await refusal({});
    expect(other.stderr).toMatch(/Things on shop differs: key is Note; the file says Id/);
    expect(other.code).toBe(1);
    await askPostgres(settings, 'DROP TABLE "Things"');
  });

  it("a statement in PartiQL alone, before any PostgreSQL is started", async () => {
    const rooms = mkdtempSync(join(folder, "rooms-"));
    const cwd = mkdtempSync(join(folder, "partiql-"));
    const find = `{ statement: { partiql: "SELECT * FROM Things WHERE Id = 't-1'" } }`;
    const text = files["load.yaml"].replace(/operations: .*/, `operations: { find: ${find} }`);
    for (const [name, content] of Object.entries({ ...files, "load.yaml": text })) {
      writeFileSync(join(cwd, name), content);
    }
    const words = [...run, "-t", "postgres:memory"];
    const { code, stdout, stderr } = await runDyn(words, { cwd, env: { TMPDIR: rooms } });
    expect(stdout).toBe("");
    expect(stderr).toMatch(/load\.yaml: find: the statement has no text for PostgreSQL/);
    expect(stderr).toMatch(/write postgres: or sql: beside partiql:/);
    expect(code).toBe(2);
    expect(readdirSync(rooms)).toEqual([]);
  });

  it.each([
    ["postgres://dyn:pl4nt3d@127.0.0.1/shop", /PGPASSWORD/],
    ["mysql://dyn:pl4nt3d@127.0.0.1/shop", /MYSQL_PWD/],
    ["postgres://dyn:pl4nt3d@127.0.0.1:x/shop", /URL cannot be read/],
    ["postgres://dyn@127.0.0.1/shop?password=pl4nt3d", /password/],
  ])("a password in %s", async (url, said) => {
    const { code, stderr } = await refusal({ words: ["-t", url] });
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });

  it("a password in dyn.yaml", async () => {
    const { code, stderr } = await refusal({ more: { password: planted } });
    expect(stderr).toMatch(/dyn\.yaml:\d+:.*a password has no place in a file/);
    expect(code).toBe(2);
  });
});

it("a load over TLS goes well by a certificate that is trusted (the server is synthetic)", async () => {
  const change = { ...settings, writer: localhost() };
  const { cwd, env } = sqlProject(folder, change, files, { tls: "require", ca: ca() });
  const kept = ["html=r.html", "json=r.json", "junit=r.xml", "markdown=r.md"];
  const reports = kept.flatMap(report => ["--report", report]);
  const words = [...run, "-t", "shop", "-o", "json", ...reports];
  const { code, stdout, stderr } = await runDyn(words, { cwd, env });
  expect({ code, total: JSON.parse(stdout).total }).toMatchObject({ code: 0, total: { ok: 20 } });
  const texts = readdirSync(cwd).map(name => readFileSync(join(cwd, name), "utf8"));
  expect(texts.length).toBeGreaterThan(kept.length);
  for (const secret of Object.values(env)) {
    expect([stdout, stderr, ...texts].join("\n")).not.toContain(secret);
  }
});
