import { describe, expect, it } from "vitest";
import { isSql } from "../../src/config/connection.ts";
import { parseDynYaml } from "../../src/config/dyn-yaml.ts";
import { auroraHourly } from "../../src/config/sql-prices.ts";
import type { DynError } from "../../src/errors.ts";

/** What dyn.yaml makes of a target of these settings. */
const target = (settings: string) => {
  const found = parseDynYaml(`targets:\n  orders: { ${settings} }\n`, "dyn.yaml", "/project");
  const connection = found.targets.get("orders");
  if (connection === undefined || !isSql(connection)) throw new Error("no SQL target");
  return connection;
};
const needed = "engine: postgres, writeEndpoint: db.example.com, database: orders, user: app";
const problems = (settings: string) => {
  try {
    target(settings);
  } catch (error) {
    return (error as DynError).problems ?? [];
  }
  throw new Error(`no mistake in ${settings}`);
};

describe("a SQL target of dyn.yaml", () => {
  it("needs an engine, an endpoint, a database and a user", () => {
    expect(target(needed)).toEqual({
      kind: "sql",
      name: "orders",
      protect: false,
      settings: {
        engine: "postgres",
        writer: { host: "db.example.com", port: 5432 },
        readers: [],
        database: "orders",
        user: "app",
        auth: { kind: "environment", variable: "PGPASSWORD" },
        tls: { kind: "require" },
        pool: {
          min: 0,
          connectTimeoutMs: 5000,
          acquireTimeoutMs: 30_000,
          idleTimeoutMs: 60_000,
        },
        statementTimeoutMs: 30_000,
        maxAttempts: 10,
        pipelining: false,
      },
    });
    expect(problems("engine: mysql, database: orders, user: app")).toMatchObject([
      { message: "missing: writeEndpoint", place: { line: 2 } },
    ]);
  });

  it("takes all of its settings", () => {
    const { settings, protect } = target(
      `engine: mysql, writeEndpoint: "db:3307", readEndpoints: [r1, "[::1]:3308"], database: d, user: u,
       auth: iam, ca: own.pem, region: eu-west-1, awsProfile: prod, protect: true, maxAttempts: 3,
       statementTimeout: 5s, pool: { min: 2, max: 8, connectTimeout: 1s, acquireTimeout: 2s, idleTimeout: 3s }`,
    ) as Extract<ReturnType<typeof target>, { kind: "sql" }>;
    expect(protect).toBe(true);
    expect(settings).toMatchObject({
      writer: { host: "db", port: 3307 },
      readers: [
        { host: "r1", port: 3306 },
        { host: "::1", port: 3308 },
      ],
      auth: { kind: "iam" },
      tls: { kind: "require", caFile: "/project/own.pem" },
      pool: {
        min: 2,
        max: 8,
        connectTimeoutMs: 1000,
        acquireTimeoutMs: 2000,
        idleTimeoutMs: 3000,
      },
      statementTimeoutMs: 5000,
      maxAttempts: 3,
      region: "eu-west-1",
      awsProfile: "prod",
    });
  });

  it("takes its password from a variable or a secret", () => {
    expect(target(`${needed}, passwordVariable: ORDERS_PASSWORD`)).toMatchObject({
      settings: { auth: { kind: "environment", variable: "ORDERS_PASSWORD" } },
    });
    const secret = "engine: mysql, writeEndpoint: db, database: d, secret: prod/orders";
    expect(target(secret)).toMatchObject({
      settings: { user: "", auth: { kind: "secret", secret: "prod/orders" } },
    });
  });

  it("has no password in the file, and is told where else", () => {
    const found = problems(`${needed}, password: "s3cret"`);
    expect(found).toMatchObject([
      { message: expect.stringContaining("a password has no place in a file"), place: { line: 2 } },
    ]);
    expect(JSON.stringify(found)).toContain("passwordVariable");
    expect(JSON.stringify(found)).not.toContain("s3cret");
    const url = problems("engine: postgres, writeEndpoint: 'u:s3cret@h', database: d, user: u");
    expect(url).toMatchObject([{ message: expect.stringContaining("expected a host") }]);
    expect(JSON.stringify(url)).not.toContain("s3cret");
  });

  it.each([
    ["readEndpoint: a, readEndpoints: [b]", "give readEndpoint or readEndpoints, not both"],
    ["auth: iam, secret: s", "give a secret or auth: iam, not both"],
    ["auth: iam, passwordVariable: P", "the password comes from auth: iam or the secret already"],
    ["auth: iam, tls: off", "a token of IAM goes over TLS alone"],
    ["tls: off, ca: own.pem", "certificates are for tls: require"],
    ["pool: { min: 3, max: 2 }", "min is above max, 2"],
    ["prices: { hourly: 1 }", "prices of what?"],
    [
      "instances: { class: db.r6g.huge }",
      'no price of db.r6g.huge is known; did you mean "db.r6g.large"?',
    ],
    ["reedEndpoint: a", 'unknown key "reedEndpoint"; did you mean "readEndpoint"?'],
    ["auth: iamm", 'expected "password" or "iam", got "iamm"; did you mean "iam"?'],
    ["pool: { acquireTimeout: soon }", expect.stringContaining("expected a duration")],
  ])("is refused with %s", (settings, message) => {
    expect(problems(`${needed}, ${settings}`)).toMatchObject([{ message, place: { line: 2 } }]);
  });

  it("needs no user only where a secret names one", () => {
    expect(problems("engine: mysql, writeEndpoint: db, database: d")).toMatchObject([
      { message: "missing: user" },
    ]);
  });

  it("has an engine that dyn knows, dynamodb unless told", () => {
    expect(problems("engine: postgress, region: x")).toMatchObject([
      { message: expect.stringContaining('did you mean "postgres"?') },
    ]);
    const text = "targets: { a: { region: eu-west-1 }, b: { engine: dynamodb } }";
    const { targets } = parseDynYaml(text, "dyn.yaml", "/project");
    expect([...targets.values()].map(({ kind }) => kind)).toEqual(["dynamodb", "dynamodb"]);
  });
});

describe("the price of instances", () => {
  it("is Aurora's list price of the class, an instance for each endpoint unless told", () => {
    const priced = `${needed}, readEndpoints: [a, b], instances: { class: db.r6g.2xlarge`;
    expect(target(`${priced} }`).sqlPrices).toEqual({
      instance: "db.r6g.2xlarge",
      hourly: 1.038,
      instances: 3,
      io: 0.2,
      origin: "us-east-1's list price",
    });
    expect(target(`${priced}, count: 5 }`).sqlPrices?.instances).toBe(5);
    expect(target(needed).sqlPrices).toBeUndefined();
  });

  it("may be one's own, also of a class that is not listed", () => {
    const own = "instances: { class: db.x2g.large }, prices: { hourly: 0.9, io: 0 }";
    expect(target(`${needed}, ${own}`).sqlPrices).toEqual({
      instance: "db.x2g.large",
      hourly: 0.9,
      instances: 1,
      io: 0,
      origin: "the prices of dyn.yaml",
    });
  });

  it("doubles with the size of a class, but for cents", () => {
    for (const [name, hourly] of Object.entries(auroraHourly)) {
      const next = { large: "xlarge", xlarge: "2xlarge", "2xlarge": "4xlarge", medium: "large" };
      const [family, size = ""] = [name.slice(0, name.lastIndexOf(".")), name.split(".").at(-1)];
      const twice = auroraHourly[`${family}.${next[size as keyof typeof next]}`];
      if (twice !== undefined) expect(twice / hourly).toBeCloseTo(2, 1);
    }
  });
});
