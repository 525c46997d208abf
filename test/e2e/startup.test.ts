import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const bin = fileURLToPath(new URL("../../bin/dyn.js", import.meta.url));
const log = new URL("../support/load-log.js", import.meta.url).href;

/** Packages, by name, that `dyn` loads for these words. */
async function packagesOf(words: readonly string[]): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, ["--import", log, bin, ...words]);
  const { stderr } = await run.catch((failure: { stderr: string }) => failure);
  const names = [...stderr.matchAll(/^loads .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)];
  return [...new Set(names.map(([, name = ""]) => name))].sort();
}

it.each([["--help"], ["stress", "run", "--help"], ["query", "Users", "--nonsense"]])(
  "loads nothing heavy for dyn %s %s %s",
  async (...words) => {
    expect(await packagesOf(words)).toEqual(["chalk", "commander"]);
  },
);
