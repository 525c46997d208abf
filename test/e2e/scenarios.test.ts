import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/engine/comparison.ts";
import type { Result } from "../../src/engine/result.ts";
import { dynAnywhere } from "../support/in-process.ts";

const scenarios = readdirSync("scenarios").filter(name => name.endsWith(".yaml"));

/** Short enough for all of them; long enough that every operation comes up. */
const short = ["--duration", "400ms", "--warmup", "0s", "-o", "json", "--quiet"];

const folder = mkdtempSync(join(tmpdir(), "dyn-scenarios-"));

/** The same with hundreds of items where they are tens of thousands: what is seeded is no part of the load. */
beforeAll(() => {
  cpSync("scenarios", join(folder, "scenarios"), { recursive: true });
  for (const name of scenarios) {
    const path = join(folder, "scenarios", name);
    const fewer = readFileSync(path, "utf8").replace(/count: \d{5,}/g, "count: 400");
    writeFileSync(path, fewer);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The first command that a scenario's own header has. */
function commandOf(name: string): readonly string[] {
  const [, command] = /^# +dyn (stress run .*?)(?: {2,}.*)?$/m.exec(
    readFileSync(`scenarios/${name}`, "utf8"),
  ) ?? [name];
  expect(command).toContain(`scenarios/${name}`);
  return (command ?? "").split(" ");
}

function resultsIn(document: Result | Comparison): readonly (Result | undefined)[] {
  if (document.schema === "dyn.result/1") return [document];
  return document.targets.map(({ result }) => result);
}

describe("the scenarios that come with dyn", () => {
  it.for(scenarios)(
    "%s runs every operation, and its checks hold",
    { timeout: 60_000 },
    async name => {
      const words = [...commandOf(name), ...short];
      const home = join(folder, "home");
      const { out, err, code } = await dynAnywhere(words, { cwd: folder, home });
      // How fast it is depends on the machine: thresholds may be missed.
      expect([0, 99], err).toContain(code);
      const document = JSON.parse(out) as Result | Comparison;
      for (const result of resultsIn(document)) {
        if (result === undefined) throw new Error(out);
        expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
        for (const [operation, { sent, ok }] of Object.entries(result.operations)) {
          expect(sent, operation).toBeGreaterThan(0);
          expect(ok, operation).toBeGreaterThan(0);
        }
        const { sent, failed, unknown } = result.total;
        expect(unknown).toBe(0);
        expect(failed).toBeLessThan(sent / 20);
      }
    },
  );
});
