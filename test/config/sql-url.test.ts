import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectionOf } from "../../src/config/resolve.ts";
import { isSqlUrl, parseSqlUrl } from "../../src/config/sql-url.ts";

const parse = (url: string) => parseSqlUrl(url, "/project");
const mistake = (url: string) => {
  try {
    parse(url);
  } catch (error) {
    return error as { kind: string; message: string; hint: string };
  }
  throw new Error(`no mistake in ${url}`);
};

describe("the URL of a database", () => {
  it("names engine, host, port, user and database", () => {
    expect(parse("postgres://app@db.example.com:5433/orders")).toMatchObject({
      engine: "postgres",
      writer: { host: "db.example.com", port: 5433 },
      readers: [],
      user: "app",
      database: "orders",
      auth: { kind: "environment", variable: "PGPASSWORD" },
      pipelining: false,
    });
    expect(parse("mysql://app@db/orders")).toMatchObject({
      engine: "mysql",
      writer: { host: "db", port: 3306 },
      auth: { kind: "environment", variable: "MYSQL_PWD" },
    });
  });

  it("has the engines' other names", () => {
    expect(parse("postgresql://a@h/d").engine).toBe("postgres");
    expect(parse("mariadb://a@h/d").engine).toBe("mysql");
    expect(isSqlUrl("http://h")).toBe(false);
    expect(isSqlUrl("orders")).toBe(false);
  });

  it("may have blanks and signs in its names", () => {
    expect(parse("postgres://my%20app@h/my%2Dorders%231")).toMatchObject({
      user: "my app",
      database: "my-orders#1",
    });
  });

  it("takes IPv6 addresses in brackets, and gives them without", () => {
    expect(parse("postgres://a@[::1]:5433/d").writer).toEqual({ host: "::1", port: 5433 });
  });

  it("asks for TLS unless all of it is on this machine", () => {
    expect(parse("postgres://a@db.example.com/d").tls).toEqual({ kind: "require" });
    expect(parse("postgres://a@localhost/d").tls).toEqual({ kind: "off" });
    expect(parse("postgres://a@[::1]/d").tls).toEqual({ kind: "off" });
    expect(parse("postgres://a@127.0.0.1/d?read=elsewhere").tls).toEqual({ kind: "require" });
    expect(parse("postgres://a@127.0.0.1/d?tls=require").tls).toEqual({ kind: "require" });
    expect(parse("postgres://a@db.example.com/d?tls=off").tls).toEqual({ kind: "off" });
    expect(parse("postgres://a@localhost/d?ca=certs/own.pem").tls).toEqual({
      kind: "require",
      caFile: "/project/certs/own.pem",
    });
  });

  it("names replicas, and asks for pipelining", () => {
    expect(parse("postgres://a@h/d?read=r1:5433&read=r2&pipelining=true")).toMatchObject({
      readers: [
        { host: "r1", port: 5433 },
        { host: "r2", port: 5432 },
      ],
      pipelining: true,
    });
  });

  it.each([
    ["postgres://app:s3cret@h/d", "cannot hold a password"],
    ["postgres://app:s3cret@", "cannot be read"],
    ["postgres://app:s3/cret@h/d", "cannot be read"],
    ["mysql://app@h/d?password=s3cret", "cannot hold a password"],
    ["postgres://app@h/d?read=me:s3cret@r", "read= takes a host"],
    ["postgres://app@h/d?tls=s3cret", "tls= takes require or off"],
    ["postgres://app@h/d#s3cret", "a # in a name"],
    ["postgres://h/d", "names no user"],
    ["postgres://app@h", "ends with one database"],
    ["postgres://app@h/a/b", "ends with one database"],
    ["postgres:///d", "names no host"],
    ["postgres://a%ZZ@h/d", "write %25"],
    ["postgres://a@h/d?pipelining=yes", "pipelining= takes true or false"],
    ["mysql://a@h/d?pipelining=true", "for PostgreSQL alone"],
    ["postgres://a@h/d?tls=off&ca=x", "not for tls=off"],
    ["postgres://a@h/d?tls=off&tls=off", "more than once"],
  ])("is refused when it is wrong, without what may be a password: %s", (url, said) => {
    const { kind, message, hint } = mistake(url);
    expect(kind).toBe("usage");
    expect(message).toContain(said);
    expect(`${message} ${hint}`).not.toMatch(/s3|cret@/);
    expect(hint).not.toBe("");
  });

  it("suggests the option that is meant", () => {
    expect(mistake("postgres://a@h/d?piplining=true")).toMatchObject({
      message: 'the URL of a database has no option "piplining"',
      hint: "did you mean pipelining?",
    });
  });

  it("is a target", async () => {
    const at = { cwd: tmpdir(), env: {} };
    expect(await connectionOf(at, "postgres://app@h:1/d?ca=own.pem")).toMatchObject({
      kind: "sql",
      name: "postgres://app@h:1/d?ca=own.pem",
      settings: { tls: { caFile: join(tmpdir(), "own.pem") } },
    });
    await expect(connectionOf(at, "db:5432")).rejects.toMatchObject({
      hint: "a database is written postgres://user@db:5432/database",
    });
  });

  it("with a scheme that is mistyped does not tell its password", async () => {
    const failure = await connectionOf({ cwd: tmpdir(), env: {} }, "postgre://a:s3cret@h/d").catch(
      (error: { message: string; hint: string }) => error,
    );
    expect(failure).toMatchObject({ message: 'unknown target "postgre://…@h/d"' });
    expect(JSON.stringify(failure)).not.toContain("s3cret");
  });
});
