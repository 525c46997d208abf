import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DynamoDbConnection } from "../../src/config/connection.ts";
import { endpointFor } from "../../src/dynamodb/connect.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const base: DynamoDbConnection = {
  kind: "dynamodb",
  name: "staging",
  protect: false,
  credentials: { kind: "chain" },
  maxAttempts: 3,
  requestTimeoutMs: 1234,
};

const open = (connection: Partial<DynamoDbConnection>, env: Record<string, string> = {}) =>
  endpointFor({ ...base, ...connection }, { env, maxConnections: 7 });

describe("endpointFor", () => {
  test("finds AWS's endpoint of a region", async () => {
    const endpoint = await open({ region: "eu-west-1" });
    expect(endpoint.url.href).toBe("https://dynamodb.eu-west-1.amazonaws.com/");
    expect(endpoint).toMatchObject({
      region: "eu-west-1",
      maxAttempts: 3,
      requestTimeoutMs: 1234,
      maxConnections: 7,
    });
    expect((await open({ region: "cn-north-1" })).url.host).toBe(
      "dynamodb.cn-north-1.amazonaws.com.cn",
    );
  });

  test("takes the region from the connection, else from the environment", async () => {
    const env = { AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "us-west-1" };
    expect((await open({ region: "eu-west-1" }, env)).region).toBe("eu-west-1");
    expect((await open({}, env)).region).toBe("us-west-2");
    expect((await open({}, { AWS_DEFAULT_REGION: "us-west-1" })).region).toBe("us-west-1");
  });

  test.each([
    ["https://dynamodb.eu-west-1.amazonaws.com", "eu-west-1"],
    ["https://dynamodb-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
    ["https://dynamodb.ap-southeast-2.api.aws", "ap-southeast-2"],
    ["https://123456789012.ddb.us-east-2.amazonaws.com", "us-east-2"],
    ["https://vpce-0a-b1.dynamodb.cn-north-1.vpce.amazonaws.com.cn", "cn-north-1"],
  ])("reads the region from AWS's own host, %s", async (url, region) => {
    const env = { AWS_REGION: "sa-east-1" };
    expect((await open({ endpoint: new URL(url) }, env)).region).toBe(region);
    expect((await open({ endpoint: new URL(url), region: "us-west-1" }, env)).region).toBe(
      "us-west-1",
    );
  });

  describe("without a configured region", () => {
    const variables = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_REGION"] as const;
    beforeEach(() => {
      for (const name of variables) vi.stubEnv(name, name === "AWS_REGION" ? undefined : "/none");
    });
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    test("an endpoint elsewhere is signed for as emulators are", async () => {
      for (const url of ["http://dynamodb:8000", "https://eu-west-1.example.com"]) {
        expect((await open({ endpoint: new URL(url) })).region).toBe("us-east-1");
      }
    });

    test("AWS cannot be found", async () => {
      await expect(open({})).rejects.toMatchObject({
        kind: "usage",
        message: "staging: no AWS region is configured",
      });
    });
  });

  test("refuses a region that would lead elsewhere", async () => {
    await expect(open({ region: "evil.example/#" })).rejects.toMatchObject({ kind: "usage" });
  });

  test.each(["http://localhost:4566", "http://127.0.0.1:8000", "http://[::1]:8000"])(
    "needs neither region nor credentials for %s",
    async url => {
      const endpoint = await open({ endpoint: new URL(url) });
      expect(endpoint.region).toBe("us-east-1");
      expect(await endpoint.credentials()).toEqual({ accessKeyId: "dyn", secretAccessKey: "dyn" });
    },
  );

  test("uses the environment's credentials, and those of dyn.yaml before them", async () => {
    const env = {
      AWS_ACCESS_KEY_ID: "AKIDENV",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
    };
    const endpoint = new URL("http://localhost:8000");
    expect(await (await open({ endpoint }, env)).credentials()).toEqual({
      accessKeyId: "AKIDENV",
      secretAccessKey: "secret",
      sessionToken: "token",
    });
    const named = await open(
      { endpoint, credentials: { kind: "static", accessKeyId: "AKIDYAML", secretAccessKey: "y" } },
      env,
    );
    expect((await named.credentials()).accessKeyId).toBe("AKIDYAML");
  });

  test("finds credentials that a user has renewed meanwhile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dyn-profile-"));
    const file = join(folder, "credentials");
    const signIn = (key: string) =>
      writeFileSync(file, `[work]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
    try {
      signIn("AKIDOLD");
      const { credentials } = await open({
        endpoint: new URL("http://localhost:8000"),
        credentials: { kind: "chain", profile: "work" },
      });
      expect((await credentials()).accessKeyId).toBe("AKIDOLD");
      signIn("AKIDNEW");
      expect((await credentials({ forceRefresh: true })).accessKeyId).toBe("AKIDNEW");
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });
});
