import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dynAnywhere } from "../support/in-process.ts";

describe("a command for another kind of store", () => {
  let home: string;
  beforeEach(async () => {
    home = join(await mkdtemp(join(tmpdir(), "dyn-open-")), "home");
  });
  afterEach(async () => {
    await dynAnywhere(["local", "stop"], { env: { DYN_HOME: home } });
    await dynAnywhere(["local", "stop", "-t", "postgres:local"], { env: { DYN_HOME: home } });
    await rm(join(home, ".."), { recursive: true, force: true });
  });

  it.each([
    { words: ["aurora", "status"], said: "local is no SQL database" },
    { words: ["table", "list", "-t", "postgres:local"], said: "postgres:local is a SQL database" },
  ])("is refused before $words starts anything", async ({ words, said }) => {
    const refused = await dynAnywhere(words, { env: { DYN_HOME: home } });
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(new RegExp(`^error: ${said}`));
    expect(existsSync(home)).toBe(false);
  });
});
