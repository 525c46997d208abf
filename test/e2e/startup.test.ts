import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { engine, uniqueTable } from "../support/engine.ts";
import { dyn } from "../support/in-process.ts";

const bin = fileURLToPath(new URL("../../bin/dyn.js", import.meta.url));
const log = new URL("../support/load-log.js", import.meta.url).href;

/** Packages, by name, that `dyn` loads for these words. */
async function packagesOf(words: readonly string[]): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, ["--import", log, bin, ...words]);
  const { stderr } = await run.catch((failure: { stderr: string }) => failure);
  return packagesIn(stderr);
}

function packagesIn(stderr: string): string[] {
  const names = [...stderr.matchAll(/^loads .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)];
  return [...new Set(names.map(([, name = ""]) => name))].sort();
}

it.each([["--help"], ["stress", "run", "--help"], ["query", "Users", "--nonsense"]])(
  "loads nothing heavy for dyn %s %s %s",
  async (...words) => {
    expect(await packagesOf(words)).toEqual(["chalk", "commander"]);
  },
);

it("answers a query without the AWS SDK or zod", async () => {
  const table = uniqueTable("Started");
  const { endpoint } = await engine();
  const folder = await mkdtemp(join(tmpdir(), "dyn-startup-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const schema = join(folder, "t.yaml");
  await writeFile(schema, `table: ${table}\npartitionKey: Id S\n`);
  expect(await dyn(["table", "create", schema])).toMatchObject({ code: 0 });
  await dyn(["item", "put", table, '{"Id": "a"}']);
  const words = ["query", table, "--pk", "a", "-t", endpoint.href];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...["--import", log, bin],
    ...words,
  ]);
  expect(stdout).toBe('{"Id":"a"}\n');
  expect(packagesIn(stderr).filter(name => /^(@aws-sdk|@smithy|zod|yaml)/.test(name))).toEqual([]);
});
