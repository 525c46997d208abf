import { type Command, Help, type Option } from "commander";

/** Help as dyn lays it out: what it is, usage, arguments, options, commands, and the global options last. */
export class DynHelp extends Help {
  override subcommandTerm(command: Command): string {
    const positional = command.registeredArguments.map(each => this.#argumentWord(each));
    return [command.name(), ...positional].join(" ");
  }

  /** Those that their name does not explain. */
  override visibleArguments(command: Command) {
    return super.visibleArguments(command).filter(({ description }) => description !== "");
  }

  override commandDescription(command: Command): string {
    return command.description() || command.summary();
  }

  override formatHelp(command: Command, helper: Help): string {
    const options = helper.visibleOptions(command);
    const global = (option: Option) => option.helpGroupHeading === globalOptions;
    const width = helper.padWidth(command, helper);
    const list = (heading: string, items: readonly (readonly [string, string])[]): string[] =>
      helper.formatItemList(
        heading,
        items.map(([term, text]) => helper.formatItem(term, width, text, helper)),
        helper,
      );
    const optionItem = (option: Option) =>
      [helper.optionTerm(option), helper.optionDescription(option)] as const;
    return [
      helper.commandDescription(command),
      "",
      `Usage: ${helper.commandUsage(command)}`,
      "",
      ...list(
        "Arguments:",
        helper
          .visibleArguments(command)
          .map(each => [helper.argumentTerm(each), helper.argumentDescription(each)]),
      ),
      ...list("Commands:", commandItems(command, helper)),
      ...list("Options:", options.filter(option => !global(option)).map(optionItem)),
      ...list(globalOptions, options.filter(global).map(optionItem)),
    ].join("\n");
  }

  #argumentWord(argument: Command["registeredArguments"][number]): string {
    const word = `${argument.name()}${argument.variadic ? "…" : ""}`;
    return argument.required ? `<${word}>` : `[${word}]`;
  }
}

export const globalOptions = "Global options:";

/** What `dyn` alone shows: what people do with it, and the commands. */
export function overview(program: Command): string {
  const helper = new DynHelp();
  const items = commandItems(program, helper);
  const width = Math.max(...items.map(([term]) => term.length));
  const commands = items.map(([term, text]) => `  ${term.padEnd(width)}  ${text}`);
  return [program.description(), ...commands, "", "`dyn COMMAND --help` tells more.", ""].join(
    "\n",
  );
}

function commandItems(command: Command, helper: Help): readonly (readonly [string, string])[] {
  return helper
    .visibleCommands(command)
    .map(each => [helper.subcommandTerm(each), helper.subcommandDescription(each)]);
}
