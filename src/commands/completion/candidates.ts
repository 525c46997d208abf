import { Argument, type Command, type Option } from "commander";
import type { Context } from "../../cli/context.ts";
import { builtInTargets } from "../../config/target-name.ts";
import type { Position } from "./position.ts";
import { valueKindOf } from "./value-kind.ts";

/** One of the words that may stand under the cursor. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

export interface Candidates {
  readonly words: readonly Candidate[];
  /** Files may stand there, too: of these extensions, or any if there is none. */
  readonly files?: readonly string[];
}

const nothing: Candidates = { words: [] };

/** The words that fit what is typed. */
export async function candidatesAt(position: Position, context: Context): Promise<Candidates> {
  const { typed, kept } = position;
  const { words, ...files } = await wordsAt(position, context);
  return {
    ...files,
    words: words
      .filter(({ word }) => word.startsWith(typed))
      .map(({ word, description }) => ({ word: kept + word, description })),
  };
}

async function wordsAt(position: Position, context: Context): Promise<Candidates> {
  const { wanted, command } = position;
  switch (wanted.kind) {
    case "command":
      return { words: commandsOf(command) };
    case "option":
      return { words: optionsOf(command, position) };
    case "value":
      return valuesOf(wanted.of, position, context);
    case "nothing":
      return nothing;
    default:
      return wanted satisfies never;
  }
}

function commandsOf(command: Command): Candidate[] {
  const help = command.createHelp();
  return help
    .visibleCommands(command)
    .map(each => ({ word: each.name(), description: help.subcommandDescription(each) }));
}

function optionsOf(command: Command, { values, typed }: Position): Candidate[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .filter(option => !values.has(option.long ?? "") || mayRepeat(option))
    .flatMap(option => {
      const description = help.optionDescription(option);
      const names = typed === "-" && option.short ? [option.short] : [];
      return [...names, option.long ?? ""].map(word => ({ word, description }));
    });
}

/** Options that collect their values have a parser of their own, or take several words. */
function mayRepeat({ variadic, parseArg }: Option): boolean {
  return variadic || parseArg !== undefined;
}

async function valuesOf(
  of: Option | Argument,
  position: Position,
  context: Context,
): Promise<Candidates> {
  const value = valueKindOf(of, position.command);
  const description = of instanceof Argument ? "" : of.description;
  const named = (words: readonly string[], each = description): Candidates => ({
    words: words.map(word => ({ word, description: each })),
  });
  switch (value?.kind) {
    case undefined:
      return nothing;
    case "choices":
      return named(value.choices, "");
    case "file":
      return { words: [], files: value.extensions };
    case "target": {
      const { targetNames } = await import("../../config/resolve.ts");
      return named(await targetNames(context).catch(() => builtInTargets), "");
    }
    case "table":
    case "place": {
      const { tableNames } = await import("./lookup.ts");
      const files = value.kind === "place" ? { files: ["yaml", "yml", "json"] } : {};
      return { ...named(await tableNames(context, position.values.get("--target")), ""), ...files };
    }
    case "index": {
      const [table] = position.given;
      if (table === undefined) return nothing;
      const { indexNames } = await import("./lookup.ts");
      return named(await indexNames(context, position.values.get("--target"), table), "");
    }
    default:
      return value satisfies never;
  }
}
