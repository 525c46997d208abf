import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseDynYaml } from "../../src/config/dyn-yaml.ts";
import { servedOf } from "../../src/config/served.ts";
import type { DynError } from "../../src/errors.ts";

/** What dyn.yaml makes of `gateway:` with these settings, indented by two. */
const gateway = (settings: string) => {
  const text = `gateway:\n${settings.replace(/^/gm, "  ")}\ntargets:\n  production: { region: eu-west-1 }\n  db: { engine: postgres, writeEndpoint: db, database: d, user: u }\n`;
  const found = parseDynYaml(text, "dyn.yaml", "/project").gateway;
  if (found === undefined) throw new Error("no gateway");
  return found;
};
const problems = (settings: string) => {
  try {
    gateway(settings);
  } catch (error) {
    return (error as DynError).problems;
  }
  throw new Error(`no mistake in ${settings}`);
};
const messages = (settings: string) => problems(settings).map(({ message }) => message);

describe("gateway: of dyn.yaml", () => {
  it("exposes the tables that it names, and of them neither indexes nor scans", () => {
    expect(gateway("tables: { Orders: {} }")).toEqual({
      target: undefined,
      tables: new Map([
        [
          "Orders",
          {
            indexes: [],
            attributes: undefined,
            scan: false,
            mostItems: undefined,
            cacheTtlMs: undefined,
          },
        ],
      ]),
      pageSize: { usual: 25, most: 1000 },
      rates: {
        perKey: { count: 600, windowMs: 60_000 },
        perAddress: { count: 1200, windowMs: 60_000 },
        readUnits: undefined,
      },
      cache: {
        ttlMs: 300_000,
        maxBytes: 64 * 1024 * 1024,
        redis: undefined,
        redisPasswordVariable: "REDIS_PASSWORD",
      },
      tokenTtlMs: 3_600_000,
      limits: { bodyBytes: 65_536, requestMs: 10_000, backendMs: 5_000, totalItems: 100_000 },
      cors: [],
      trustedProxies: [],
      keysFile: undefined,
      tls: undefined,
    });
  });

  it("takes all of its settings", () => {
    const found = gateway(`target: production
tables:
  Orders: { indexes: [ByCustomer], attributes: [PK, SK, Total], scan: true, pageSize: 100, cache: 1m }
  Live: { cache: off }
pageSize: { default: 50, max: 200 }
rates: { key: 10/s, address: 1200/min, readUnits: 10000/h }
cache: { ttl: off, size: 1.5MB, redis: "rediss://cache@cache.example.com:6380/2", passwordVariable: CACHE_PASSWORD }
tokens: { ttl: 30m }
limits: { body: 16KB, request: 2s, backend: 500ms, total: 5 }
cors: ["https://app.example.com", "http://localhost:5173"]
trustedProxies: [10.0.0.0/8, 192.168.1.1, "fd00::/8"]
keys: ./keys.json
tls: { cert: server.pem, key: /etc/server.key }`);
    expect(found).toEqual({
      target: "production",
      tables: new Map([
        [
          "Orders",
          {
            indexes: ["ByCustomer"],
            attributes: ["PK", "SK", "Total"],
            scan: true,
            mostItems: 100,
            cacheTtlMs: 60_000,
          },
        ],
        [
          "Live",
          {
            indexes: [],
            attributes: undefined,
            scan: false,
            mostItems: undefined,
            cacheTtlMs: 0,
          },
        ],
      ]),
      pageSize: { usual: 50, most: 200 },
      rates: {
        perKey: { count: 10, windowMs: 1_000 },
        perAddress: { count: 1200, windowMs: 60_000 },
        readUnits: { count: 10_000, windowMs: 3_600_000 },
      },
      cache: {
        ttlMs: 0,
        maxBytes: 1.5 * 1024 * 1024,
        redis: new URL("rediss://cache@cache.example.com:6380/2"),
        redisPasswordVariable: "CACHE_PASSWORD",
      },
      tokenTtlMs: 1_800_000,
      limits: { bodyBytes: 16_384, requestMs: 2_000, backendMs: 500, totalItems: 5 },
      cors: ["https://app.example.com", "http://localhost:5173"],
      trustedProxies: ["10.0.0.0/8", "192.168.1.1", "fd00::/8"],
      keysFile: "/project/keys.json",
      tls: { certFile: "/project/server.pem", keyFile: "/etc/server.key" },
    });
  });

  it("tells every mistake with its place, and what may be meant", () => {
    expect(
      problems(`target: producton
tables:
  Orders: { index: [A], indexes: [B, B], attributes: [] }
  a: {}
pagesize: { max: 5 }
rates: { key: 600/day }
cache: { size: 64 }
limits: { request: soon }
tls: { cert: a.pem }`).map(({ message, place }) => `${place?.line}:${place?.column} ${message}`),
    ).toMatchInlineSnapshot(`
      [
        "4:15 unknown key "index"; did you mean "indexes"?",
        "4:40 "B" is here twice",
        "4:56 expected at least 1 entry, got 0",
        "5:5 a table's name has 3 to 255 of the characters a-z A-Z 0-9 _ . -",
        "6:3 unknown key "pagesize"; did you mean "pageSize"?",
        "7:17 expected a rate such as 10/s, 600/min or 10000/h",
        "8:18 expected a string, got 64",
        "9:22 expected a duration such as 500ms, 2s, 1m30s or 24h, 100ms to 10m",
        "10:8 missing: key",
      ]
    `);
  });

  it("needs at least one table where it names any", () => {
    expect(messages("tables: {}")).toEqual(["expected at least one table"]);
  });

  it("tells what is right by itself and wrong together", () => {
    expect(messages("pageSize: { default: 50, max: 20 }")).toEqual(["default is above max, 20"]);
    expect(messages("pageSize: { max: 20 }\ntables: { Orders: { pageSize: 30 } }")).toEqual([
      "pageSize is above the gateway's max, 20",
    ]);
    expect(messages("cache: { passwordVariable: X }")).toEqual(["the password of what?"]);
    expect(gateway("pageSize: { max: 10 }").pageSize).toEqual({ usual: 10, most: 10 });
  });

  it("serves a DynamoDB target that is known", () => {
    expect(gateway("target: http://localhost:8000").target).toBe("http://localhost:8000");
    expect(gateway("target: aws").target).toBe("aws");
    expect(messages("target: db")).toEqual(["db is a SQL database, and dyn serve reads DynamoDB"]);
    expect(messages("target: postgres:local")).toHaveLength(1);
    expect(messages("target: elsewhere")).toEqual(['unknown target "elsewhere"']);
  });

  it.each([
    ["a password in the URL", `cache: { redis: "redis://:hunter2@cache:6379/0" }`],
    ["a password in what is no URL", `cache: { redis: "redis//:hunter2@cache:99999" }`],
    ["a password beside the URL", `cache: { password: hunter2 }`],
    ["a user's name that cannot be read", `cache: { redis: "redis://%hunter2@cache" }`],
    ["a password as a parameter", `cache: { redis: "redis://cache:6379?password=hunter2" }`],
    ["secrets of tokens", `tokens: { secrets: [hunter2] }`],
    ["a target with a password", `target: "postgres://app:hunter2@db/orders"`],
  ])("refuses %s without repeating it", (_, settings) => {
    const found = problems(settings);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  it.each([
    "https://app.example.com/",
    "https://app.example.com/path",
    "https://app.example.com:443",
    "app.example.com",
    "*",
    "null",
  ])("takes no origin such as %s", origin => {
    expect(messages(`cors: ["${origin}"]`)).toEqual([
      "expected an origin such as https://app.example.com, without a path",
    ]);
  });

  it.each(["0.0.0.0/0", "::/0", "10.0.0.0/33", "localhost", "10.0.0", "fe80::1%eth0", "true"])(
    "believes no proxy such as %s",
    network => {
      expect(messages(`trustedProxies: ["${network}"]`)).toEqual([
        "expected an address such as 10.0.0.1, or a network such as 10.0.0.0/8",
      ]);
    },
  );
});

describe("what is served", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dyn-served-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const served = (flag?: string, env: Record<string, string> = {}) =>
    servedOf({ cwd: folder, env }, flag);
  const write = (text: string) => writeFile(join(folder, "dyn.yaml"), text);
  const section = "gateway:\n  target: production\n  tables: { Orders: {} }\n";
  const targets = "targets:\n  production: { region: eu-west-1 }\n";

  it("is all of the embedded engine where nothing says otherwise", async () => {
    const { connection, settings } = await served(undefined, { AWS_ACCESS_KEY_ID: "AKIA" });
    expect(connection.kind).toBe("local");
    expect(settings.tables).toBeUndefined();
  });

  it("is nothing of any other target, with the section to write", async () => {
    await expect(served("http://localhost:8000")).rejects.toMatchObject({
      kind: "usage",
      message: "no table of http://localhost:8000 is exposed",
      hint: expect.stringContaining("gateway:\n  target: http://localhost:8000\n  tables:"),
    });
    await write(`${targets}gateway: { target: production }\n`);
    await expect(served()).rejects.toMatchObject({ kind: "usage" });
  });

  it("shows a section that can be copied", async () => {
    const { hint = "" } = await served("http://localhost:8000").then(
      () => ({}) as DynError,
      (error: DynError) => error,
    );
    await write(hint.slice(hint.indexOf("gateway:")));
    const { connection, settings } = await served();
    expect(connection.name).toBe("http://localhost:8000");
    expect([...(settings.tables?.keys() ?? [])]).toEqual(["Orders", "Products"]);
  });

  it("is the target of the section, unless the flag or DYN_TARGET names one", async () => {
    await write(`default: memory\n${targets}${section}`);
    expect((await served()).connection.name).toBe("production");
    expect((await served(undefined, { DYN_TARGET: "memory" })).connection.name).toBe("memory");
    const { connection, settings } = await served("local");
    expect(connection.name).toBe("local");
    expect([...(settings.tables?.keys() ?? [])]).toEqual(["Orders"]);
  });

  it("is no SQL database", async () => {
    await expect(served("postgres:local")).rejects.toMatchObject({ kind: "usage" });
  });
});
