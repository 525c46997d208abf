import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTextFile } from "../../src/config/text-file.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-text-"));
  writeFileSync(join(cwd, "mark.yaml"), "\ufefftable: Ünïcode\n");
  writeFileSync(join(cwd, "latin.yaml"), Buffer.from([0x66, 0xfc, 0x72]));
  writeFileSync(join(cwd, "huge.yaml"), "#".repeat(1024 * 1024 + 1));
});
afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

describe("readTextFile", () => {
  it("reads UTF-8 relative to the working directory, without a byte order mark", async () => {
    expect(await readTextFile("mark.yaml", cwd)).toBe("table: Ünïcode\n");
  });

  it.each([
    ["missing.yaml", "cannot read missing.yaml (no such file)"],
    [".", "cannot read . (it is a directory)"],
    ["latin.yaml", "cannot read latin.yaml (it is not UTF-8 text)"],
    ["huge.yaml", "cannot read huge.yaml (it has more than 1 MB)"],
    ["/dev/zero", "cannot read /dev/zero (it has more than 1 MB)"],
  ])("refuses %s", async (file, message) => {
    await expect(readTextFile(file, cwd)).rejects.toMatchObject({ kind: "invalid", message });
  });
});
