import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  checkReports,
  parseReports,
  type Report,
  reportOption,
  writeReports,
} from "../../src/commands/stress/report-option.ts";
import { DynError } from "../../src/errors.ts";
import { main } from "../../src/main.ts";
import { measuredResult } from "../reporters/measured.ts";
import { fakeContext } from "../support/context.ts";
import { engine, uniqueTable } from "../support/engine.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-reports-"));
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("--report", () => {
  it("takes kinds and files, in a list and again and again", () => {
    const first = reportOption("html=a.html,junit=b=c.xml", undefined);
    expect(reportOption(" hdr=d.hlog", first)).toEqual([
      { kind: "html", file: "a.html" },
      { kind: "junit", file: "b=c.xml" },
      { kind: "hdr", file: "d.hlog" },
    ]);
  });

  it.each([
    ["jnuit=a.xml", 'no kind "jnuit"; did you mean "junit"?'],
    ["text=a.txt", 'no kind "text"'],
    ["html=a.html,", "an empty part"],
    ["", "an empty part"],
    ["html", "--report html names no file"],
    ["html=", "--report html names no file"],
  ])("refuses %j", (text, message) => {
    expect(() => parseReports(text)).toThrowError(
      expect.objectContaining({ kind: "usage", message: expect.stringContaining(message) }),
    );
  });
});

describe("before a run", () => {
  const check = (...reports: Report[]) => checkReports(reports, cwd);

  it.each([
    ["nowhere/a.html", "no such directory"],
    ["file/a.html", "its directory is a file"],
    ["folder", "it is a directory"],
  ])("refuses %s: %s", async (file, why) => {
    writeFileSync(join(cwd, "file"), "");
    mkdirSync(join(cwd, "folder"));
    await expect(check({ kind: "html", file })).rejects.toMatchObject({
      kind: "invalid",
      message: `cannot write ${file}: ${why}`,
    });
  });

  it("refuses two reports in one file, however it is named", async () => {
    mkdirSync(join(cwd, "a"));
    symlinkSync("a", join(cwd, "b"));
    const reports = [
      { kind: "html", file: "a/x" },
      { kind: "json", file: "./b/x" },
    ] as const;
    await expect(check(...reports)).rejects.toMatchObject({
      kind: "usage",
      message: "two reports go to ./b/x: html and json",
    });
  });

  it("leaves no trace", async () => {
    await check({ kind: "html", file: "a.html" }, { kind: "json", file: "b.json" });
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("after a run", () => {
  it("writes each report, and nothing else", async () => {
    const reports = parseReports("html=a.html,junit=b.xml,markdown=c.md,hdr=d.hlog,json=e.json");
    const written: string[] = [];
    await writeReports(reports, { results: [measuredResult()] }, cwd, async file => {
      written.push(file);
    });
    expect(written).toEqual(reports.map(({ file }) => file));
    expect(readdirSync(cwd)).toEqual(["a.html", "b.xml", "c.md", "d.hlog", "e.json"]);
    expect(JSON.parse(readFileSync(join(cwd, "e.json"), "utf8"))).toEqual(measuredResult());
  });

  it("makes a list of several results", async () => {
    await writeReports(
      parseReports("json=e.json"),
      { results: [measuredResult(), measuredResult()] },
      cwd,
    );
    expect(JSON.parse(readFileSync(join(cwd, "e.json"), "utf8"))).toHaveLength(2);
  });

  it("replaces what a link leads to, not the link", async () => {
    writeFileSync(join(cwd, "real.md"), "before");
    symlinkSync("real.md", join(cwd, "link.md"));
    await writeReports(parseReports("markdown=link.md"), { results: [measuredResult()] }, cwd);
    expect(readFileSync(join(cwd, "real.md"), "utf8")).toMatch(/^## ✅/);
  });

  it("says that the disk is full, and writes the others", async () => {
    const reports = parseReports("html=/dev/full,json=e.json");
    await expect(writeReports(reports, { results: [measuredResult()] }, cwd)).rejects.toMatchObject(
      {
        kind: "failed",
        message: "cannot write /dev/full: the disk is full",
      },
    );
    expect(readdirSync(cwd)).toEqual(["e.json"]);
  });

  it("leaves no half file where it could not replace one", async () => {
    mkdirSync(join(cwd, "a.md"));
    const reports = parseReports("markdown=a.md");
    await expect(writeReports(reports, { results: [measuredResult()] }, cwd)).rejects.toMatchObject(
      {
        message: "cannot write a.md: it is a directory",
      },
    );
    expect(readdirSync(cwd)).toEqual(["a.md"]);
  });
});

describe("a run whose output cannot be written", () => {
  it("still writes its reports", async () => {
    const table = uniqueTable("Full");
    writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
    writeFileSync(
      join(cwd, "load.yaml"),
      `tables: [table.yaml]
entities: { thing: { table: ${table}, count: 2, item: { Id: "\${hex(i)}" } } }
operations: { read: { get: { entity: thing } } }
load: { requests: 4, concurrency: 2 }
`,
    );
    const context = fakeContext({ cwd });
    const write = async () => {
      throw new DynError("failed", "cannot write the output: the disk is full");
    };
    const { endpoint } = await engine();
    const words = ["stress", "run", "load.yaml", "--report", "json=kept.json", "-o", "json"];
    const code = await main([...words, "-t", endpoint.href], {
      ...context,
      stdout: { ...context.stdout, write },
    });
    expect(code).toBe(1);
    expect(context.written.err).toContain("cannot write the output: the disk is full");
    expect(JSON.parse(readFileSync(join(cwd, "kept.json"), "utf8"))).toMatchObject({
      total: { sent: 4, ok: 4 },
    });
  });
});
