import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-memory-"));
  writeFileSync(join(cwd, "table.yaml"), "table: Gone\npartitionKey: Id S\n");
  writeFileSync(join(cwd, "item.yaml"), "Id: a\n");
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const notice = "memory and all that is in it end with this command; -t local keeps it\n";

describe("who writes into memory is told that it does not last", () => {
  it.each([
    "table create table.yaml",
    'item put Gone {"Id":"a"}',
    'item delete Gone {"Id":"a"}',
    "seed Gone --template item.yaml --count 1",
  ])("dyn %s", async words => {
    const context = fakeContext({ cwd });
    await main([...words.split(" "), "-t", "memory"], context);
    expect(context.written.err.split(notice)).toHaveLength(2);
  });

  it("but not one who only reads, or asks for quiet", async () => {
    for (const words of ["table list", "table create table.yaml --quiet"]) {
      const context = fakeContext({ cwd });
      await main([...words.split(" "), "-t", "memory"], context);
      expect(context.written.err).not.toContain("end with this command");
    }
  });
});
