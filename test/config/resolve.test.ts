import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionOf } from "../../src/config/resolve.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dyn-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (flag?: string, env: Record<string, string> = {}, cwd = folder) =>
  connectionOf({ cwd, env }, flag);
const write = (text: string) => writeFile(join(folder, "dyn.yaml"), text);

describe("the target", () => {
  it("is the embedded engine when nothing is named, whatever AWS credentials are about", async () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "us-east-1" };
    expect(await resolve(undefined, env)).toMatchObject({ kind: "local" });
    expect(await connectionOf({ cwd: folder, env }, undefined, "memory")).toMatchObject({
      kind: "memory",
    });
  });

  it("comes from the flag, else DYN_TARGET, else dyn.yaml", async () => {
    await write(
      "default: staging\ntargets:\n  staging: { region: eu-west-1, awsProfile: staging }\n",
    );
    expect(await resolve()).toMatchObject({ name: "staging", region: "eu-west-1" });
    expect(await resolve(undefined, { DYN_TARGET: "memory" })).toMatchObject({ kind: "memory" });
    expect(await resolve("aws", { DYN_TARGET: "memory" })).toMatchObject({
      kind: "dynamodb",
      name: "aws",
    });
  });

  it("is found in a dyn.yaml further up", async () => {
    await write("default: memory\n");
    const deep = join(folder, "a", "b");
    await mkdir(deep, { recursive: true });
    expect(await resolve(undefined, {}, deep)).toMatchObject({ kind: "memory" });
  });

  it("may be a URL", async () => {
    const connection = await resolve("http://localhost:8000");
    expect(connection).toMatchObject({ kind: "dynamodb", name: "http://localhost:8000" });
  });

  it("takes its settings from dyn.yaml", async () => {
    await write(`targets:
  localstack:
    endpoint: "http://localhost:4566"
    region: us-east-1
    credentials: { accessKeyId: test, secretAccessKey: test }
    maxAttempts: 7
    requestTimeout: 1500ms
    protect: true
`);
    expect(await resolve("localstack")).toMatchObject({
      kind: "dynamodb",
      credentials: { kind: "static", accessKeyId: "test" },
      maxAttempts: 7,
      requestTimeoutMs: 1500,
      protect: true,
    });
  });
});

describe("a wrong target", () => {
  it("suggests the nearest name", async () => {
    await write("targets:\n  staging: { region: eu-west-1 }\n");
    await expect(resolve("stagin")).rejects.toMatchObject({
      kind: "usage",
      message: 'unknown target "stagin"',
      hint: "did you mean staging?",
    });
  });

  it("says how an endpoint is written, and where a name comes from", async () => {
    await expect(resolve("localhost:8000")).rejects.toMatchObject({
      message: 'unknown target "localhost:8000"',
      hint: "an endpoint is written http://localhost:8000",
    });
    await expect(resolve(undefined, { DYN_TARGET: "qa" })).rejects.toMatchObject({
      message: 'unknown target "qa" (from DYN_TARGET)',
    });
  });

  it("with a password in its URL is refused without repeating it", async () => {
    const failure = await resolve("http://me:secret@localhost:8000").catch((error: Error) => error);
    expect(String(failure)).toContain("cannot hold a user or a password");
    expect(String(failure)).not.toContain("secret");
  });

  it("knows the databases that dyn runs itself by their names", async () => {
    for (const store of ["memory", "local"]) {
      const name = `postgres:${store}`;
      const connection = { kind: `postgres-${store}`, name, protect: false };
      expect(await resolve(name)).toEqual(connection);
      await write(`default: ${name}\n`);
      expect(await resolve(undefined, {})).toEqual(connection);
    }
    await expect(resolve("postgres:lokal")).rejects.toMatchObject({
      hint: expect.stringContaining("postgres:local"),
    });
  });

  it.each(["http://localhost:8000/dynamodb", "http://localhost:8000/?a=1", "https://h/#x"])(
    "is a URL with more than a host, which would be left out: %s",
    async url => {
      const host = new URL(url).origin;
      const mistake = { message: "an endpoint's URL ends with its host and port" };
      const hint = `DynamoDB has no other path: ${host}`;
      await expect(resolve(url)).rejects.toMatchObject({ ...mistake, kind: "usage", hint });
      await write(`targets:\n  there: { endpoint: "${url}" }\n`);
      await expect(resolve("there")).rejects.toMatchObject({
        kind: "invalid",
        problems: [{ ...mistake, hint, place: { line: 2 } }],
      });
    },
  );

  it("is no URL that can be read", async () => {
    await expect(resolve("http://[::1")).rejects.toMatchObject({ kind: "usage" });
  });

  it("reports every mistake of dyn.yaml with its place", async () => {
    await write(`default: stagin
targets:
  local: { region: us-east-1 }
  staging:
    region: us-east-1
    requestTimeout: soon
    protekt: true
`);
    await expect(resolve()).rejects.toMatchObject({
      kind: "invalid",
      problems: [
        { place: { file: "dyn.yaml", line: 6 } },
        { message: 'unknown key "protekt"; did you mean "protect"?', place: { line: 7 } },
      ],
    });
    await write(`default: stagin
targets:
  local: { region: us-east-1 }
  staging: { credentials: { accessKeyId: AK, secretAccessKey: hidden } }
`);
    const failure = await resolve().catch(
      (error: { problems: { message: string; place: { line: number } }[] }) => error,
    );
    const { problems } = failure as { problems: { message: string; place: { line: number } }[] };
    expect(problems.map(problem => problem.place.line)).toEqual([1, 3, 4]);
    expect(JSON.stringify(problems)).not.toContain("hidden");
  });
});
