import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { measuredResult, troubledResult } from "../reporters/measured.ts";
import { runDyn } from "../support/cli.ts";
import { fakeContext } from "../support/context.ts";
import { runHere } from "../support/in-process.ts";

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-report-"));
  writeFileSync(join(cwd, "good.json"), JSON.stringify(measuredResult()));
  writeFileSync(join(cwd, "bad.json"), JSON.stringify([troubledResult(), measuredResult()]));
  writeFileSync(join(cwd, "table.yaml"), "table: Users\n");
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const report = (...words: string[]) => runHere(["stress", "report", ...words], { cwd });
const built = (...words: string[]) => runDyn(["stress", "report", ...words], { cwd });

describe("dyn stress report", () => {
  it.each([
    ["html", /^<!DOCTYPE html>\n/],
    ["junit", /^<\?xml version="1.0"/],
    ["markdown", /^## ✅ user-sessions: ok\n/],
    ["hdr", /^#\[Histogram log format version 1.3\]\n/],
    ["json", /^\{\n {2}"schema": "dyn.result\/1"/],
    ["text", /^user-sessions\nmemory · wire · 64 in flight · 10 s measured · .* UTC\n\noperation/],
  ])("writes %s to stdout", async (kind, start) => {
    expect(await report("good.json", "--as", kind)).toEqual({
      code: 0,
      stdout: expect.stringMatching(start),
      stderr: "",
    });
  });

  it("writes to a file, and nothing to stdout", async () => {
    expect(await built("good.json", "--as", "json", "--to", "copy.json")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(JSON.parse(readFileSync(join(cwd, "copy.json"), "utf8"))).toEqual(measuredResult());
  });

  it("makes one report of several results, whatever they say", async () => {
    const { code, stdout } = await built("good.json", "bad.json", "--as", "markdown");
    expect(code).toBe(0);
    expect(stdout.match(/^## ./gm)).toEqual(["## ✅", "## ❌", "## ✅"]);
  });

  it("says on --dry-run what it would write, and writes nothing", async () => {
    const before = readdirSync(cwd);
    const ran = await report("good.json", "--as", "html", "--to", "dry.html", "--dry-run");
    expect(ran).toMatchObject({ code: 0, stdout: "", stderr: "would write dry.html\n" });
    expect(readdirSync(cwd)).toEqual(before);
  });

  it.each<[readonly string[], string, typeof built?]>([
    [["table.yaml"], "table.yaml: this is not JSON", built],
    [["none.json"], "cannot read none.json (no such file)"],
    [["good.json", "--to", "none/report.txt"], "cannot write none/report.txt: no such directory"],
    [["good.json", "-o", "json"], "a report's format is given by --as, not by -o"],
    [["good.json", "--as", "pdf"], "'pdf' is invalid"],
    [[], "missing required argument 'result'"],
  ])("refuses %j", async (words, message, run = report) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("says that the disk is full", async () => {
    const { code, stderr } = await report("good.json", "--as", "html", "--to", "/dev/full");
    expect(code).toBe(1);
    expect(stderr).toContain("cannot write /dev/full: the disk is full");
  });

  it("steers no terminal", async () => {
    const file = join(cwd, "steering.json");
    writeFileSync(file, JSON.stringify(measuredResult({ scenario: "a\u001b[2Jb\u009b\u202e" })));
    for (const kind of ["text", "json", "markdown", "html", "junit", "hdr"]) {
      const context = fakeContext({ stdoutTTY: true, cwd, columns: 100, env: { NO_COLOR: "1" } });
      expect(await main(["stress", "report", file, "--as", kind], context)).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
      expect(context.written.out).not.toMatch(/[\u001b\u009b\u202e]/);
    }
  });
});
