import type { Argument, Command, Option } from "commander";

/** What the word under the cursor is. */
export interface Position {
  /** The innermost command that the words before it name. */
  readonly command: Command;
  readonly wanted: Wanted;
  /** What is typed of it so far. */
  readonly typed: string;
  /** What stands before it in the same word and stays: `--target=`. */
  readonly kept: string;
  /** Arguments of the command before it. */
  readonly given: readonly string[];
  /** The latest value of an option before it, by the option's long name. */
  readonly values: ReadonlyMap<string, string>;
}

export type Wanted =
  | { readonly kind: "command" }
  | { readonly kind: "option" }
  | { readonly kind: "value"; readonly of: Option | Argument }
  | { readonly kind: "nothing" };

/**
 * Walks the words of a command line as commander does.
 * @param words those after `dyn`, the one under the cursor last; it may be empty
 */
export function positionOf(program: Command, words: readonly string[]): Position {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
  // `dyn help table` is `dyn table --help`.
  const walk = new Walk(program);
  for (const word of before[0] === "help" ? before.slice(1) : before) walk.take(word);
  return walk.at(typed);
}

class Walk {
  #command: Command;
  readonly #given: string[] = [];
  readonly #values = new Map<string, string>();
  /** An option that waits for values, and for how many. */
  #open: { readonly option: Option; readonly left: number } | undefined;
  #optionsEnded = false;

  constructor(program: Command) {
    this.#command = program;
  }

  take(word: string): void {
    if (this.#open !== undefined) this.#takeValue(this.#open, word);
    else if (!this.#optionsEnded && isOption(word)) this.#takeOption(word);
    else this.#takePlain(word);
  }

  #takePlain(word: string): void {
    const command = this.#given.length === 0 ? commandNamed(this.#command, word) : undefined;
    if (command === undefined) this.#given.push(word);
    else this.#command = command;
  }

  at(typed: string): Position {
    const here = { command: this.#command, given: this.#given, values: this.#values };
    const open = this.#open;
    if (open !== undefined) {
      return { ...here, wanted: { kind: "value", of: open.option }, typed, kept: "" };
    }
    if (!this.#optionsEnded && typed.startsWith("-")) {
      const { option, value, kept } = split(this.#command, typed);
      if (value === undefined) return { ...here, wanted: { kind: "option" }, typed, kept: "" };
      const wanted: Wanted = option ? { kind: "value", of: option } : { kind: "nothing" };
      return { ...here, wanted, typed: value, kept };
    }
    return { ...here, wanted: this.#plain(), typed, kept: "" };
  }

  #plain(): Wanted {
    const { registeredArguments: declared, commands } = this.#command;
    if (commands.length > 0 && this.#given.length === 0) return { kind: "command" };
    const last = declared.at(-1);
    const of = declared[this.#given.length] ?? (last?.variadic ? last : undefined);
    if (of !== undefined) return { kind: "value", of };
    return { kind: this.#optionsEnded ? "nothing" : "option" };
  }

  #takeValue({ option, left }: { option: Option; left: number }, word: string): void {
    this.#values.set(option.long ?? "", word);
    this.#open = left > 1 ? { option, left: left - 1 } : undefined;
  }

  #takeOption(word: string): void {
    if (word === "--") {
      this.#optionsEnded = true;
      return;
    }
    const { option, value } = split(this.#command, word);
    if (option === undefined || !option.required) return;
    const left = valuesOf(option) - (value === undefined ? 0 : 1);
    if (value !== undefined) this.#values.set(option.long ?? "", value);
    if (left > 0) this.#open = { option, left };
  }
}

/** An option's word in its parts: `--target=local`, `-tlocal`, `--target`. */
function split(command: Command, word: string) {
  const isLong = word.startsWith("--");
  const equals = isLong ? word.indexOf("=") : -1;
  const name = isLong ? word.slice(0, equals < 0 ? undefined : equals) : word.slice(0, 2);
  const option = command.options.find(({ long, short }) => name === long || name === short);
  const kept = isLong ? `${name}=` : name;
  const value = (isLong ? equals >= 0 : word.length > 2) ? word.slice(kept.length) : undefined;
  return { option, value, kept };
}

/** `--sk-between <low> <high>` takes two. */
function valuesOf({ flags }: Option): number {
  return flags.match(/<[^>]+>/g)?.length ?? 0;
}

function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

function commandNamed(command: Command, word: string): Command | undefined {
  return command.commands.find(each => each.name() === word || each.aliases().includes(word));
}
