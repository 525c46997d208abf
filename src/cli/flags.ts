import { type Command, Option } from "commander";
import { type Format, formats } from "../output/format.ts";
import { globalOptions } from "./help.ts";
import { collected } from "./whole-number.ts";

/** The flags that every command takes, before or after the verb. */
export interface GlobalFlags {
  /** The only one, or the first; for commands that take several, `targets` has them all. */
  readonly target?: string;
  /** In the order in which they were typed. */
  readonly targets: readonly string[];
  readonly output?: Format;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** Adds the global flags to a command of any level. */
export function addGlobalFlags(command: Command): Command {
  const options = [
    new Option(
      "-t, --target <target>",
      "memory, local, postgres:local, aws, a URL, or a name from dyn.yaml",
    ).argParser(collected),
    new Option("-o, --output <format>", "format of what is printed").choices(formats),
    new Option("--quiet", "print data and errors only"),
    new Option("--verbose", "say more: causes, requests, retries"),
    new Option("--no-color", "no colours (also NO_COLOR)"),
    new Option("--yes", "answer yes to every question"),
    new Option("--dry-run", "show what would change and change nothing"),
  ];
  for (const option of options) command.addOption(option.helpGroup(globalOptions));
  return command;
}

/** Global flags from the command and its parents; the one nearest to the verb wins, but all targets count. */
export function readGlobalFlags(command: Command): GlobalFlags {
  const given = new Map<string, unknown>();
  const targets: string[] = [];
  for (let level: Command | null = command; level !== null; level = level.parent) {
    for (const [name, value] of Object.entries(level.opts())) {
      if (level.getOptionValueSource(name) !== "cli") continue;
      if (name === "target") targets.unshift(...(value as readonly string[]));
      else if (!given.has(name)) given.set(name, value);
    }
  }
  const [target] = targets;
  const output = given.get("output") as Format | undefined;
  return {
    ...(target === undefined ? {} : { target }),
    targets,
    ...(output === undefined ? {} : { output }),
    quiet: given.get("quiet") === true,
    verbose: given.get("verbose") === true,
    color: given.get("color") !== false,
    yes: given.get("yes") === true,
    dryRun: given.get("dryRun") === true,
  };
}
