import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SqlSettings, SqlTls } from "../../../src/config/sql-settings.ts";
import type { Database } from "../../../src/sql/database.ts";
import { openMysql } from "../../../src/sql/mysql/database.ts";
import {
  askMariadb,
  freshMariadb,
  mariadbMissing,
  type OwnMariadb,
  startMariadb,
} from "../../support/mariadb.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";
import { testCertificate, testKey } from "../../support/tls.ts";

const cipher = { text: "SHOW SESSION STATUS LIKE 'Ssl_version'", readOnly: true };

describe.skipIf(mariadbMissing)(`TLS to MariaDB ${mariadbMissing ?? ""}`, () => {
  let folder: string;
  let caFile: string;
  let server: OwnMariadb;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dyn-tls-"));
    caFile = join(folder, "certificate.pem");
    const keyFile = join(folder, "key.pem");
    await writeFile(caFile, testCertificate);
    await writeFile(keyFile, testKey);
    server = await startMariadb([`--ssl-cert=${caFile}`, `--ssl-key=${keyFile}`]);
  });

  afterAll(async () => {
    await server?.end();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (host: string, tls: SqlTls): SqlSettings => ({
    ...server.settings,
    writer: { ...server.settings.writer, host },
    tls,
  });

  test("that is required encrypts, for a certificate that its file vouches for", () =>
    opened(at("localhost", { kind: "require", caFile }), async database => {
      expect(await database.run(cipher, [])).toMatchObject({
        rows: { rows: [["Ssl_version", "TLSv1.3"]] },
      });
      // The second connection may take the session of the first one up again.
      const both = await Promise.all([database.run(cipher, []), database.run(cipher, [])]);
      expect(both.map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
    }));

  test("that is off is off", () =>
    opened(at("127.0.0.1", { kind: "off" }), async database => {
      expect(await database.run(cipher, [])).toMatchObject({
        rows: { rows: [["Ssl_version", ""]] },
      });
    }));

  test("does without no authority that it knows", () =>
    opened(at("localhost", { kind: "require" }), async database => {
      const answer = await database.run(cipher, []);
      expect(answer).toMatchObject({
        outcome: "failed",
        attempts: 1,
        fault: { code: "CertificateRejected", message: expect.stringMatching(/self-signed/) },
      });
      await expect(database.instances()).rejects.toMatchObject({
        kind: "denied",
        hint: expect.stringContaining("ca:") as string,
      });
    }));

  test("is for the host that was meant, and for no other that the certificate names", () =>
    opened(at("127.0.0.1", { kind: "require", caFile }), async database => {
      expect(await database.run(cipher, [])).toMatchObject({
        outcome: "failed",
        fault: {
          code: "CertificateRejected",
          message: expect.stringMatching(/IP: 127\.0\.0\.1 is not in the cert's list/),
        },
      });
    }));

  test("whose file holds no certificate is an error of the file", () =>
    opened(
      at("localhost", { kind: "require", caFile: join(folder, "key.pem") }),
      async database => {
        await expect(database.instances()).rejects.toMatchObject({
          kind: "invalid",
          message: `${join(folder, "key.pem")} holds no certificate`,
        });
      },
    ));

  test("that the server has not is refused, before anything is said to it", async () => {
    const plain = await freshMariadb();
    const proxy = await startTcpProxy(plain.writer);
    const { host, port } = proxy;
    const settings = { ...plain, writer: { host, port }, tls: { kind: "require" } } as const;
    await opened(settings, async database => {
      expect(await database.run(cipher, [])).toMatchObject({
        outcome: "failed",
        attempts: 1,
        fault: { code: "TlsRefused", message: "the server speaks no TLS", kind: "denied" },
      });
      expect(proxy.sent).toEqual([]);
    });
    await proxy.close();
  });

  test("that the server insists on is said to be missing", async () => {
    await askMariadb(
      server.settings,
      "CREATE OR REPLACE USER safe@'%' IDENTIFIED BY 'x' REQUIRE SSL",
    );
    const safe = { user: "safe", auth: { kind: "own", password: "x" } } as const;
    await opened({ ...at("127.0.0.1", { kind: "off" }), ...safe }, async database => {
      await expect(database.instances()).rejects.toMatchObject({
        kind: "denied",
        hint: expect.stringContaining("TLS") as string,
      });
    });
  });
});

async function opened(
  settings: SqlSettings,
  use: (database: Database) => Promise<void>,
): Promise<void> {
  const database = await openMysql(settings, { name: "shop", maxConnections: 2, env: {} });
  try {
    await use(database);
  } finally {
    await database.close();
  }
}
