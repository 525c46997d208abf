import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  defaultPool,
  type SqlAuth,
  type SqlSettings,
  type SqlTls,
} from "../../src/config/sql-settings.ts";
import { type Login, loginsOf } from "../../src/sql/password.ts";

const minute = 60_000;
const writer = { host: "orders.cluster-c1.eu-west-1.rds.amazonaws.com", port: 3306 };
const reader = { ...writer, host: "orders.cluster-ro-c1.eu-west-1.rds.amazonaws.com" };

function settings(auth: SqlAuth, tls: SqlTls = { kind: "require" }): SqlSettings {
  return {
    engine: "mysql",
    writer,
    readers: [reader],
    database: "shop",
    user: "app",
    auth,
    tls,
    pool: defaultPool,
    statementTimeoutMs: 1000,
    maxAttempts: 3,
    pipelining: false,
  };
}

const denied = new Error("denied");
const isDenied = (error: unknown) => error === denied;

/** A server that accepts the password that it has just now. */
function server(password: string) {
  const state = { password, seen: [] as Login[] };
  const connect = async (login: Login) => {
    state.seen.push(login);
    if (login.password !== state.password) throw denied;
    return login;
  };
  return { state, connect };
}

describe("passwords of the environment", () => {
  test("are the variable's; none where it is not set or empty", async () => {
    const { connect } = server("s3cret");
    const auth = { kind: "environment", variable: "MYSQL_PWD" } as const;
    const logins = loginsOf(settings(auth), { MYSQL_PWD: "s3cret" });
    expect(await logins.connect(writer, connect, isDenied)).toEqual({
      user: "app",
      password: "s3cret",
    });
    const none = loginsOf(settings(auth), { MYSQL_PWD: "" });
    expect(none.advice).toBe("MYSQL_PWD is not set");
    const seen = await none.connect(writer, async login => login, isDenied);
    expect(seen.password).toBeUndefined();
  });

  test("are not asked for again when the server refuses them", async () => {
    const { state, connect } = server("other");
    const auth = { kind: "environment", variable: "MYSQL_PWD" } as const;
    const logins = loginsOf(settings(auth), { MYSQL_PWD: "s3cret" });
    await expect(logins.connect(writer, connect, isDenied)).rejects.toBe(denied);
    expect(state.seen).toHaveLength(1);
    expect(logins.advice).not.toContain("s3cret");
  });
});

/** A signer that numbers its tokens, and a clock to set. */
function tokens() {
  const state = { signed: [] as string[], nowMs: 1_000_000 };
  const logins = loginsOf(
    settings({ kind: "iam" }),
    {},
    {
      signToken: async ({ host }) => {
        state.signed.push(host);
        return `token ${state.signed.length}`;
      },
      readSecret: () => Promise.reject(new Error("no secret is meant")),
      now: () => state.nowMs,
    },
  );
  const login = async (endpoint = writer) =>
    (await logins.connect(endpoint, async ({ password }) => password, isDenied)) ?? "";
  return { state, logins, login };
}

describe("tokens of IAM (the signer is synthetic)", () => {
  test("are signed once for however many connections, for each endpoint", async () => {
    const { state, login } = tokens();
    expect(await Promise.all([login(), login(), login()])).toEqual(Array(3).fill("token 1"));
    expect(await login(reader)).toBe("token 2");
    expect(state.signed).toEqual([writer.host, reader.host]);
  });

  test("are signed anew after 12 of their 15 minutes", async () => {
    const { state, login } = tokens();
    await login();
    state.nowMs += 12 * minute - 1;
    expect(await login()).toBe("token 1");
    state.nowMs += 1;
    expect(await login()).toBe("token 2");
  });

  test("that the server calls expired are signed anew, once, by all who were refused", async () => {
    const { state, logins, login } = tokens();
    await login();
    const { connect, state: server2 } = server("token 2");
    const all = [0, 1, 2].map(() => logins.connect(writer, connect, isDenied));
    for (const { password } of await Promise.all(all)) expect(password).toBe("token 2");
    expect(state.signed).toHaveLength(2);
    expect(server2.seen).toHaveLength(6);
  });

  test("that are refused fresh are no reason for another", async () => {
    const { state, logins } = tokens();
    const { connect } = server("something else");
    await expect(logins.connect(writer, connect, isDenied)).rejects.toBe(denied);
    expect(state.signed).toHaveLength(1);
  });

  test("are not sent in plain text", () => {
    expect(() => loginsOf(settings({ kind: "iam" }, { kind: "off" }), {})).toThrow(/TLS only/);
  });

  test("are signed by the AWS SDK, for the region of the host", async () => {
    const logins = loginsOf(settings({ kind: "iam" }), {});
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    try {
      process.env.AWS_ACCESS_KEY_ID = "AKIDTEST";
      process.env.AWS_SECRET_ACCESS_KEY = "not-a-secret";
      const { password = "" } = await logins.connect(writer, async login => login, isDenied);
      const token = new URL(`https://${password}`);
      expect(token.host).toBe(`${writer.host}:3306`);
      expect(token.searchParams.get("DBUser")).toBe("app");
      expect(token.searchParams.get("X-Amz-Expires")).toBe("900");
      expect(token.searchParams.get("X-Amz-Credential")).toMatch(
        /^AKIDTEST\/\d{8}\/eu-west-1\/rds-db\/aws4_request$/,
      );
      expect(password).not.toContain("not-a-secret");
    } finally {
      restore({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    }
  });
});

describe("an AWS configuration that gives no token", () => {
  const nowhere = { AWS_CONFIG_FILE: "/nowhere", AWS_SHARED_CREDENTIALS_FILE: "/nowhere" };
  afterEach(() => vi.unstubAllEnvs());

  const loginWith = (variables: Record<string, string | undefined>, host: string) => {
    for (const [name, value] of Object.entries({ ...nowhere, ...variables })) {
      vi.stubEnv(name, value);
    }
    const logins = loginsOf(settings({ kind: "iam" }), {});
    return logins.connect({ host, port: 3306 }, async login => login, isDenied);
  };

  test("for want of credentials says so", async () => {
    const none = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_EC2_METADATA_DISABLED: "true",
    };
    await expect(loginWith(none, writer.host)).rejects.toMatchObject({
      kind: "denied",
      message: "no IAM token: no usable AWS credentials",
    });
  });

  test("for want of a region says so", async () => {
    const keys = {
      AWS_ACCESS_KEY_ID: "AKIDTEST",
      AWS_SECRET_ACCESS_KEY: "none",
      AWS_REGION: undefined,
      AWS_DEFAULT_REGION: undefined,
    };
    await expect(loginWith(keys, "db.example.com")).rejects.toMatchObject({
      kind: "usage",
      message: "no IAM token: no AWS region is configured",
    });
  });
});

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Plays Secrets Manager over HTTP: what it shows is synthetic. */
async function secretsManager(answer: () => { status?: number; body: object }) {
  const asked: string[] = [];
  const http = createServer((request, response) => {
    let text = "";
    request.on("data", chunk => {
      text += String(chunk);
    });
    request.on("end", () => {
      asked.push(`${request.headers["x-amz-target"]} ${(JSON.parse(text) as Named).SecretId}`);
      const { status = 200, body } = answer();
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>(resolve => http.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const env = { AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}` };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  process.env.AWS_ACCESS_KEY_ID = "AKIDTEST";
  process.env.AWS_SECRET_ACCESS_KEY = "none";
  stops.push(() => restore({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }));
  return { asked, env };
}

interface Named {
  SecretId: string;
}

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-a1b2c3";

describe("passwords of Secrets Manager (synthetic)", () => {
  test("are asked for once for all instances, and again after the server refuses them", async () => {
    let password = "first";
    const { asked, env } = await secretsManager(() => ({
      body: { SecretString: JSON.stringify({ username: "rotated", password, host: "x" }) },
    }));
    const logins = loginsOf(settings({ kind: "secret", secret: arn }), env);
    const { state, connect } = server("first");
    const all = [writer, writer, reader].map(at => logins.connect(at, connect, isDenied));
    for (const login of await Promise.all(all)) {
      expect(login).toEqual({ user: "rotated", password: "first" });
    }
    expect(asked).toEqual([`secretsmanager.GetSecretValue ${arn}`]);
    password = "second";
    state.password = "second";
    expect((await logins.connect(writer, connect, isDenied)).password).toBe("second");
    expect(asked).toHaveLength(2);
  });

  test("tell nothing of a secret that is no login", async () => {
    const { env } = await secretsManager(() => ({ body: { SecretString: "hunter2" } }));
    const logins = loginsOf(settings({ kind: "secret", secret: arn }), env);
    const error: unknown = await logins
      .connect(writer, async login => login, isDenied)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: "invalid",
      message: `the secret ${arn} holds no user and password`,
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  test("say that AWS denies them, or has none of that name", async () => {
    const refusal = { __type: "AccessDeniedException", Message: "not authorized to perform" };
    const { env } = await secretsManager(() => ({ status: 400, body: refusal }));
    const logins = loginsOf(settings({ kind: "secret", secret: "shop" }), {
      ...env,
      AWS_REGION: "eu-west-1",
    });
    await expect(logins.connect(writer, async login => login, isDenied)).rejects.toMatchObject({
      kind: "denied",
      message: "no secret shop: not authorized to perform",
    });
  });
});
