import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../support/engine.ts";
import { dyn } from "../support/in-process.ts";
import { startTerminal, type Terminal } from "../support/terminal.ts";

const program = fileURLToPath(new URL("../../bin/dyn.js", import.meta.url));

const shells = {
  bash: { words: ["--noprofile", "--norc", "-i"], load: "source <(dyn completion bash)" },
  zsh: {
    words: ["-f", "-i"],
    load: "autoload -U compinit; compinit -u -D; source <(dyn completion zsh)",
  },
  fish: { words: ["--no-config", "-i"], load: "dyn completion fish | source" },
};

/** What is typed after `dyn `, Tabs included, and the words that dyn gets then. */
const cases: readonly (readonly [what: string, typed: string, words: readonly string[]])[] = [
  ["commands", "ta\t", ["table"]],
  ["commands below", "table cre\t", ["table", "create"]],
  [
    "commands after an option",
    "--yes -t memory table cre\t",
    ["--yes", "-t", "memory", "table", "create"],
  ],
  ["options", "query --desc\t", ["query", "--desc"]],
  ["options of every level", "table list --dry\t", ["table", "list", "--dry-run"]],
  ["choices", "scan -o dyn\t", ["scan", "-o", "dynamodb-json"]],
  ["choices after =", "scan --output=dyn\t", ["scan", "--output=dynamodb-json"]],
  ["targets", "scan -t her\t", ["scan", "-t", "here"]],
  ["targets with blanks", "scan -t my\t", ["scan", "-t", "my prod"]],
  ["targets after =", "scan --target=my\t", ["scan", "--target=my prod"]],
  ["targets within quotes", 'scan -t "my\t', ["scan", "-t", "my prod"]],
  ["targets with quotes", "scan -t it\t", ["scan", "-t", 'it\'s "odd" $HOME']],
  ["targets with colons", "scan -t a:\t", ["scan", "-t", "a:b"]],
  ["tables", "query Odd\t", ["query", "Odd.Name_1-1"]],
  ["tables after --", "query -- Odd\t", ["query", "--", "Odd.Name_1-1"]],
  ["tables of a target", "query -t here Odd\t", ["query", "-t", "here", "Odd.Name_1-1"]],
  ["indexes", "query Odd\t--ind\tBy\t", ["query", "Odd.Name_1-1", "--index", "ByAge"]],
  ["files of a folder", "table create ta\tde\t", ["table", "create", "tables here/deep.yml"]],
  ["files that fit, with blanks", "table create sch\t", ["table", "create", "schema one.yaml"]],
  ["files of any kind", "seed T --dead-letter not\t", ["seed", "T", "--dead-letter", "notes.txt"]],
  ["files after =", "seed T --dead-letter=not\t", ["seed", "T", "--dead-letter=notes.txt"]],
];

const folder = mkdtempSync(join(tmpdir(), "dyn-completion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const { endpoint } = await engine();
  const schema = join(folder, "schema one.yaml");
  writeFileSync(
    schema,
    "table: Odd.Name_1-1\npartitionKey: Id S\nindexes: { ByAge: { partitionKey: Age N } }\n",
  );
  expect(await dyn(["table", "create", schema])).toMatchObject({ code: 0 });
  writeFileSync(join(folder, "schema two.text"), "");
  mkdirSync(join(folder, "tables here"));
  for (const file of ["tables here/deep.yml", "tables here/deep.txt", "notes.txt"]) {
    writeFileSync(join(folder, file), "");
  }
  const target = { endpoint: endpoint.href };
  const names = ["here", "my prod", 'it\'s "odd" $HOME', "a:b"];
  const targets = Object.fromEntries(names.map(name => [name, target]));
  writeFileSync(join(folder, "dyn.yaml"), JSON.stringify({ default: "here", targets }));
  // It completes as dyn does, and tells what else it was called with.
  const path = join(folder, "bin");
  mkdirSync(path);
  writeFileSync(
    join(path, "dyn"),
    `#!/bin/sh
if [ "$1" = completion ]; then exec '${process.execPath}' '${program}' "$@"; fi
printf 'got '; printf '<%s>' "$@"; printf ' end\\n'
`,
  );
  chmodSync(join(path, "dyn"), 0o755);
});

describe.each(Object.entries(shells))("completion in %s", (shell, { words, load }) => {
  let terminal: Terminal;
  const isHere = isInstalled(shell);

  beforeAll(async () => {
    if (!isHere) return;
    terminal = startTerminal(words, {
      command: shell,
      cwd: folder,
      columns: 200,
      env: {
        HOME: folder,
        DYN_HOME: join(folder, "home"),
        PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
        PS1: "ready> ",
      },
    });
    terminal.press(`${load}; dyn loaded\r`);
    await terminal.waitFor("got <loaded> end");
  });
  afterAll(() => terminal?.close());

  // Where a shell is missing somebody may go on without; in CI nothing is left out.
  it.skipIf(!isHere && !process.env.CI).each(cases)("completes %s", async (_, typed, expected) => {
    const got = `got ${expected.map(word => `<${word}>`).join("")} end`;
    terminal.press(`dyn ${typed}\r`);
    await terminal.waitFor(got);
    terminal.press("clear\r");
  });
});

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ["-c", "true"]);
    return true;
  } catch {
    return false;
  }
}
