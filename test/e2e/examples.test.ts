import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "dyn-examples-"));

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  const shim = join(folder, "bin/dyn");
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${root}/bin/dyn.js" "$@"\n`);
  chmodSync(shim, 0o755);
  cpSync(join(root, "scenarios"), join(folder, "scenarios"), { recursive: true });
  for (const name of readdirSync(join(folder, "scenarios"))) {
    if (name.endsWith(".yaml")) shorten(name);
  }
});

afterAll(async () => {
  await shell("dyn local stop");
  await shell("dyn local reset -t postgres:local --yes");
  rmSync(folder, { recursive: true, force: true });
});

/** Runs for less than a second on fewer items, without thresholds that a busy machine could miss. */
function shorten(file: string): void {
  const path = join(folder, "scenarios", file);
  const text = readFileSync(path, "utf8")
    .replace(/(warmup|duration): \d+s/g, "$1: 300ms")
    .replace(/count: (\d+)/g, (_, count) => `count: ${count > 2000 ? 400 : count}`)
    .replace(/requests: \d{4,}/g, "requests: 400")
    .replace(/^ +- .*(?:p95|throughput).*\n/gm, "");
  writeFileSync(path, text);
}

/** The same load for less time, where the line itself says how much. */
function shortened(line: string): string {
  return line
    .replace(/--requests 5000\b/, "--requests 500")
    .replace(/--duration 5s\b/, "--duration 1s")
    .replace(/--duration 4s\b/, "--duration 2s");
}

const env = {
  NO_COLOR: "1",
  DYN_HOME: join(folder, "home"),
  // An editor in which nothing is changed.
  EDITOR: "true",
};

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** What goes on until somebody presses Ctrl-C. */
const serving = /\bdyn serve\b(?! keys)/;

/**
 * Runs a line as a user would type it, with a data directory of the test's own. What serves is ended by
 * Ctrl-C once it listens, by every process.
 */
function shell(line: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", `trap : INT; ${line}`], {
      cwd: folder,
      env: {
        ...process.env,
        ...env,
        PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
      },
      stdio: ["ignore", "ignore", "pipe"],
      // A group of its own, to which Ctrl-C goes as a terminal's would.
      detached: true,
    });
    let stderr = "";
    let silent = serving.test(line) ? Number(/--workers (\d+)/.exec(line)?.[1] ?? 1) : 0;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (silent === 0 || child.pid === undefined) return;
      if ((stderr.match(/listening/g)?.length ?? 0) < silent) return;
      silent = 0;
      process.kill(-child.pid, "SIGINT");
    });
    child.on("error", reject);
    // Not "close": the engine that a command starts may keep the pipe.
    child.on("exit", code => resolve({ code, stderr }));
  });
}

/** What runs other processes, or threads, of its own. */
const processes = /^dyn (?:local|shell|serve|item edit)\b|--workers/;

/**
 * The words that a shell makes of a line; undefined where it does more than that. Words in quotes
 * have nothing in them that a shell would look at.
 */
function wordsOf(line: string): string[] | undefined {
  const part = /'([^']*)'|"([^"$`\\]*)"|([\w./:=@,+%-]+)/y;
  const words: string[] = [];
  for (let at = 0; at < line.length; at = part.lastIndex) {
    part.lastIndex = at + (/^ */.exec(line.slice(at))?.[0].length ?? 0);
    const isNew = part.lastIndex > at || at === 0;
    const found = part.exec(line);
    if (found === null) return undefined;
    const text = found.slice(1).find(each => each !== undefined) ?? "";
    words.push(isNew ? text : (words.pop() ?? "") + text);
  }
  return words;
}

/** The same within this process where that makes no difference: most lines are one command. */
async function typed(line: string): Promise<Ended> {
  const [program, ...words] = wordsOf(line) ?? [];
  if (program !== "dyn" || processes.test(line)) return shell(line);
  const context = fakeContext({ cwd: folder, home: folder, env });
  context.stdin.push(null);
  const code = await main(words, context);
  return { code, stderr: context.written.err };
}

/** Every command with the words that lead to it, as the help lists them. */
async function commands(): Promise<string[][]> {
  const output = {};
  const context = fakeContext();
  const names = (await buildProgram([], context, "0", output, main)).commands.map(each =>
    each.name(),
  );
  const below = (command: Command, path: string[]): string[][] => [
    path,
    ...command.commands.flatMap(each => below(each as Command, [...path, each.name()])),
  ];
  return below(await buildProgram(names, context, "0", output, main), []);
}

async function examplesOf(path: readonly string[]): Promise<string[]> {
  const context = fakeContext();
  await main([...path, "--help"], context);
  return [...context.written.out.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = ""]) => line);
}

const paths = await commands();
const helps = await Promise.all(
  paths.map(async path => ({ name: ["dyn", ...path].join(" "), lines: await examplesOf(path) })),
);
// What a newcomer has done: the front page's two steps, of which the first is in `dyn --help`.
const [first = { name: "dyn", lines: [] }, ...others] = helps;
const seeding = "dyn seed UserSessions --scenario scenarios/user-sessions.yaml";
const inOrder = [first, { name: "README", lines: [seeding] }, ...others];
const seen = new Set<string>();
// A line that several helps show is run where it stands first.
const once = inOrder.map(({ name, lines }) => ({
  name,
  lines: lines.filter(line => !seen.has(line) && seen.add(line)),
}));

describe.each(helps)("$name --help", ({ lines }) => {
  it("has examples", () => expect(lines).not.toEqual([]));
});

describe.each(once.filter(({ lines }) => lines.length > 0))(
  "the examples of $name",
  ({ lines }) => {
    it.each(lines)(
      "work as typed: %s",
      async line => {
        expect(await typed(shortened(line))).toEqual({
          code: 0,
          stderr: expect.not.stringContaining("error:"),
        });
      },
      120_000,
    );
  },
);
