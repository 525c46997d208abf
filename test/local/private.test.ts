import { describe, expect, test } from "vitest";
import { askHealth } from "../../src/local/health.ts";
import { startPrivate } from "../../src/local/private.ts";
import { engine, thisHost, uniqueTable } from "../support/engine.ts";

describe("a private engine", () => {
  test("answers once it is started, and is gone once it is closed", async () => {
    const started = await startPrivate(thisHost);
    expect(await askHealth(started.endpoint)).toMatch(/^\d+\.\d+\.\d+/);
    await started.close();
    await started.close();
    expect(await askHealth(started.endpoint)).toBeUndefined();
  });

  test("is shared by the tests of a worker, each with tables of its own", async () => {
    expect((await engine()).endpoint).toBe((await engine()).endpoint);
    expect(uniqueTable("Users")).not.toBe(uniqueTable("Users"));
  });
});
