// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../support/engine.ts";
import { tableWith } from "../support/tables.ts";

/** Where /proc tells what a process has written, and /dev/full is a disk that is full. */
const isLinux = process.platform === "linux";
const program = join(import.meta.dirname, "../../bin/dyn.js");

let folder: string;
let target: string;
let table: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-pipes-"));
  target = (await engine()).endpoint.origin;
  table = await tableWith(
    Array.from({ length: 3000 }, (_, n) => ({
      Pk: { S: `many-${n % 7}` },
      Sk: { N: String(n) },
      Text: { S: "x".repeat(1000) },
    })),
  );
  writeFileSync(join(folder, "things.yaml"), "table: Things\npartitionKey: Id S\n");
  writeFileSync(
    join(folder, "load.yaml"),
    "tables: [things.yaml]\nentities:\n  t: { table: Things, count: 500, item: { Id: 't-${i}' } }\n" +
      "operations:\n  get: { get: { entity: t } }\nload: { requests: 200, concurrency: 4 }\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quoted = (words: readonly string[]) => words.map(word => `'${word}'`).join(" ");
const dyn = (...words: string[]) => quoted([process.execPath, program, ...words]);
const onTarget = (...words: string[]) => dyn(...words, "-t", target);

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of bash, in which a failing part of a pipe shows in `PIPESTATUS`. */
function bash(line: string, env: Record<string, string> = { NO_COLOR: "1" }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...own } = process.env;
    const child = spawn("bash", ["-c", line], {
      cwd: folder,
      env: { ...own, DYN_HOME: join(folder, "home"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", code => resolve({ code, stdout, stderr }));
  });
}

describe("a reader that goes", () => {
  it.each([
    ["scan", () => onTarget("scan", table, "--all")],
    ["an export", () => onTarget("export", table)],
    ["help", () => dyn("--help")],
    ["a stress report", () => dyn("stress", "run", "load.yaml", "-o", "table", "--quiet")],
  ])("ends %s quietly", async (_, command) => {
    const ran = await bash(`${command()} | head -1; echo "\${PIPESTATUS[0]}"`);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toMatch(/^.+\n0\n$/);
  });

  it("may have gone before the first line", async () => {
    const ran = await bash(`${onTarget("table", "list")} | true; echo "\${PIPESTATUS[0]}"`);
    expect(ran).toEqual({ code: 0, stdout: "0\n", stderr: "" });
  });
});

describe.runIf(isLinux)("streams that are closed or full", () => {
  it.each([
    ["scan", () => onTarget("scan", table, "--all")],
    ["export", () => onTarget("export", table)],
    ["list", () => onTarget("table", "list")],
    ["help", () => dyn("--help")],
    ["stress", () => dyn("stress", "run", "load.yaml", "--quiet")],
  ])("fail a %s whose output finds no room", async (_, command) => {
    const ran = await bash(`${command()} > /dev/full`);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^error: cannot write the output: .*no space left/);
    expect(ran.stderr.trimEnd().split("\n").length).toBeLessThan(3);
  });

  it("do no harm to what goes elsewhere", async () => {
    const all = onTarget("scan", table, "--all", "--select", "Pk, Sk");
    const [noErrors, noInput, full] = await Promise.all(
      ["2>&-", "<&-", "2>/dev/full"].map(how => bash(`${all} ${how} | wc -l`)),
    );
    for (const ran of [noErrors, noInput, full]) {
      expect(ran?.stdout.trim()).toBe("3000");
    }
  });

  it("are no item", async () => {
    const ran = await bash(`${onTarget("item", "put", table, "-")} <&-`);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("there is no item on stdin");
  });

  it("keep an error's code when there is nowhere to tell it", async () => {
    for (const how of ["2>&-", "2>/dev/full"]) {
      expect((await bash(`${onTarget("scan", "Nope")} ${how}`)).code).toBe(1);
    }
  });
});

it.runIf(isLinux)("waits for a slow reader instead of filling the memory", async () => {
  const words = [program, "scan", table, "--all", "--page-size", "100", "-t", target];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
  const exit = new Promise(resolve => child.once("close", resolve));
  // A pipe holds 64 KiB and Node some more; the 3 MB of the table never fit.
  child.stdout.pause();
  const stdoutBytes = () => child.stdout.readableLength;
  const written = () => Number(/^wchar: (\d+)$/m.exec(io(child.pid))?.[1]);
  let before = -1;
  await expect
    .poll(
      () => {
        const now = written();
        const still = now === before && now > 60_000;
        before = now;
        return still;
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(true);
  expect(stdoutBytes()).toBeLessThan(1_000_000);
  expect(before).toBeLessThan(1_000_000);
  let lines = 0;
  for await (const chunk of child.stdout) {
    lines += String(chunk).split("\n").length - 1;
    await sleep(0);
  }
  expect(await exit).toBe(0);
  expect(lines).toBe(3000);
});

function io(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/io`, "utf8");
}

/** util-linux's program that gives a command a terminal of its own. */
const script = spawnSync("bash", ["-c", "script --version | grep util-linux"]).status === 0;

describe.runIf(script)("a terminal", () => {
  /** Runs a command on a terminal of its own, of so many columns, and gives what it was sent. */
  const onTerminal = async (command: string, columns: number, env: Record<string, string>) => {
    const inner = `stty cols ${columns} rows 24; ${command}`;
    const ran = await bash(`script -qec "${inner}" /dev/null`, { TERM: "xterm", ...env });
    return ran.stdout;
  };
  const stress = (...words: string[]) => dyn("stress", "run", "load.yaml", ...words);
  const colour = "\u001b\\[[\\d;]*m";

  it("is coloured, and left clean by the progress", async () => {
    const seen = await onTerminal(stress("--duration", "1s"), 80, {});
    expect(seen).toMatch(new RegExp(colour));
    const shown = screen(seen);
    expect(shown[0]).toMatch(/^load$/);
    expect(shown.join("\n")).toMatch(
      /\n✔ Things created, 500 t items seeded in [^\n]+\n\noperation /,
    );
    expect(shown.join("\n")).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/u);
    expect(seen).toContain("\u001b[?25h");
  });

  it.each([
    ["NO_COLOR", { NO_COLOR: "1" }, []],
    ["--no-color", {}, ["--no-color"]],
    ["TERM=dumb", { TERM: "dumb" }, []],
  ])("shows no colour with %s", async (_, env, words) => {
    const seen = await onTerminal(stress(...words), 80, env as Record<string, string>);
    expect(seen).toContain("Things created");
    expect(seen).not.toMatch(new RegExp(colour));
  });

  it.each([
    ["TERM=dumb", { TERM: "dumb" }],
    ["CI=true", { CI: "true" }],
  ])("keeps no trace of progress with %s", async (_, env) => {
    const seen = await onTerminal(stress("--duration", "1s"), 80, env as Record<string, string>);
    expect(seen).toContain("Things created");
    expect(seen).not.toMatch(/seeding t into|starting load/);
    expect(seen).not.toContain("\u001b[?25");
  });

  it("of 40 columns shows tables whose lines do not wrap", async () => {
    const seen = await onTerminal(onTarget("scan", table, "--limit", "3", "--quiet"), 40, {});
    for (const line of screen(seen)) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("that reports no columns is drawn on without progress", async () => {
    const seen = await onTerminal(stress(), 0, { NO_COLOR: "1" });
    expect(seen).not.toContain("\u001b");
    expect(seen).toContain("Things created");
  });
});

/** The lines that stay after carriage returns and erased lines; for output that moves no further up. */
function screen(sent: string): string[] {
  return sent.split(/\r?\n/).map(line =>
    (line.split("\u001b[0K").at(-1) ?? "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what terminals take
      .replace(/\u001b\[[?\d;]*[a-zA-Z]/g, "")
      .replace(/\r/g, ""),
  );
}
