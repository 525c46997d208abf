import { Command, type OutputConfiguration } from "commander";
import { examples, type Run, runner } from "./action.ts";
import type { Context } from "./context.ts";
import { addGlobalFlags } from "./flags.ts";
import { DynHelp } from "./help.ts";
import type { Interpreter } from "./interpreter.ts";

const description = `dyn looks after DynamoDB tables, on an embedded engine, any endpoint, or AWS, and Aurora beside them.

  dyn table create FILE              create a table from YAML
  dyn seed TABLE --template FILE     fill it with made-up items
  dyn query TABLE EXPRESSION         look things up, page by page
  dyn item get TABLE KEY             read one item
  dyn stress run SCENARIO            load it, with latencies you can trust
`;

/** A command of the first level; its code is loaded when somebody types its name. */
interface Entry {
  readonly summary: string;
  readonly load: () => Promise<(run: Run, interpreter: Interpreter) => Command>;
}

/** The table of contents. */
const contents: Readonly<Record<string, Entry>> = {
  table: {
    summary: "create, list, describe and delete tables",
    load: async () => (await import("../commands/table/index.ts")).tableCommand,
  },
  item: {
    summary: "get, put, update and delete items by their keys",
    load: async () => (await import("../commands/item/index.ts")).itemCommand,
  },
  query: {
    summary: "find the items of a partition",
    load: async () => (await import("../commands/query.ts")).queryCommand,
  },
  scan: {
    summary: "read a whole table or index",
    load: async () => (await import("../commands/scan.ts")).scanCommand,
  },
  partiql: {
    summary: "run PartiQL statements, alone or in a transaction",
    load: async () => (await import("../commands/partiql.ts")).partiqlCommand,
  },
  export: {
    summary: "write a table's items to files or stdout",
    load: async () => (await import("../commands/export.ts")).exportCommand,
  },
  shell: {
    summary: "type commands and statements at a prompt, with one open connection",
    load: async () => (await import("../commands/shell.ts")).shellCommand,
  },
  seed: {
    summary: "fill a table with made-up items",
    load: async () => (await import("../commands/seed.ts")).seedCommand,
  },
  copy: {
    summary: "write a table's items into another table, across targets",
    load: async () => (await import("../commands/copy.ts")).copyCommand,
  },
  import: {
    summary: "write the items of files into a table",
    load: async () => (await import("../commands/import.ts")).importCommand,
  },
  stress: {
    summary: "load a target and measure it",
    load: async () => (await import("../commands/stress/index.ts")).stressCommand,
  },
  backup: {
    summary: "back tables up, and restore them as they were at some time",
    load: async () => (await import("../commands/backup/index.ts")).backupCommand,
  },
  aurora: {
    summary: "look after PostgreSQL and MySQL databases, Aurora's among them",
    load: async () => (await import("../commands/aurora/index.ts")).auroraCommand,
  },
  serve: {
    summary: "serve reads of tables over HTTP",
    load: async () => (await import("../commands/serve/index.ts")).serveCommand,
  },
  local: {
    summary: "start, stop and empty the embedded engine that commands share",
    load: async () => (await import("../commands/local/index.ts")).localCommand,
  },
  completion: {
    summary: "complete dyn's words in bash, zsh and fish",
    load: async () => (await import("../commands/completion/index.ts")).completionCommand,
  },
};

/**
 * The command line for these words: whole where they lead, names and summaries elsewhere, so that
 * help and mistakes are answered before anything heavy is loaded.
 */
export async function buildProgram(
  words: readonly string[],
  context: Context,
  version: string,
  output: OutputConfiguration,
  main: Interpreter["run"],
): Promise<Command> {
  const run = runner(context);
  const interpreter: Interpreter = {
    run: main,
    program: others => buildProgram(others, context, version, output, main),
  };
  const program = new Command("dyn")
    .description(description)
    .version(version, "-V, --version", "print the version")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml",
        "dyn table create scenarios/tables/user-sessions.yaml",
      ]),
    );
  for (const [name, { summary, load }] of Object.entries(contents)) {
    const command = words.includes(name) ? (await load())(run, interpreter) : new Command(name);
    program.addCommand(command.summary(summary));
  }
  equip(program, output);
  return program;
}

/** What every command of every level shares. */
function equip(command: Command, output: OutputConfiguration): void {
  addGlobalFlags(command);
  command.configureOutput(output).showSuggestionAfterError(true).exitOverride();
  command.createHelp = () => new DynHelp();
  command.helpOption("-h, --help", "show this help");
  command.helpCommand(false);
  for (const sub of command.commands) equip(sub as Command, output);
}
