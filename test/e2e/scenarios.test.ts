import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Result } from "../../src/engine/result.ts";
import { runDyn } from "../support/cli.ts";

const scenarios = readdirSync("scenarios").filter(name => name.endsWith(".yaml"));

/** Short enough for all of them; long enough that every operation comes up. */
const short = ["--duration", "400ms", "--warmup", "0s", "-o", "json", "--quiet"];

describe("the scenarios that come with dyn", () => {
  it.for(scenarios)("%s runs every operation, and its checks hold", async name => {
    const { stdout, stderr, code } = await runDyn(["stress", "run", `scenarios/${name}`, ...short]);
    // How fast it is depends on the machine: thresholds may be missed.
    expect([0, 99], stderr).toContain(code);
    const result = JSON.parse(stdout) as Result;
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    for (const [operation, { sent, ok }] of Object.entries(result.operations)) {
      expect(sent, operation).toBeGreaterThan(0);
      expect(ok, operation).toBeGreaterThan(0);
    }
    const { sent, failed, unknown } = result.total;
    expect(unknown).toBe(0);
    expect(failed).toBeLessThan(sent / 20);
  });
});
