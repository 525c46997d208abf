import { Command } from "commander";

/**
 * A command one of whose options takes two values, as in `--sk-between LOW HIGH`, wherever it stands.
 * Commander knows options with one value and such that take all that follows, so the option is given
 * to it twice.
 */
export class PairCommand extends Command {
  readonly #flag: string;

  /** @param flag the option's long name, dashes included; it collects its values */
  constructor(name: string, flag: string) {
    super(name);
    this.#flag = flag;
  }

  override parseOptions(words: string[]) {
    return super.parseOptions(inTwo(words, this.#flag));
  }
}

/** The words with the flag once more before the second value, if there is one. */
function inTwo(words: readonly string[], flag: string): string[] {
  const at = words.findIndex(word => word === flag || word.startsWith(`${flag}=`));
  if (at < 0 || words.slice(0, at).includes("--")) return [...words];
  const behindLow = at + (words[at] === flag ? 2 : 1);
  const before = words.slice(0, behindLow);
  const high = words[behindLow];
  if (high === undefined || isOption(high)) {
    return [...before, ...inTwo(words.slice(behindLow), flag)];
  }
  return [...before, flag, high, ...inTwo(words.slice(behindLow + 1), flag)];
}

/** Unlike a number below zero. */
function isOption(word: string): boolean {
  return word === "--" || /^--?[a-z]/i.test(word);
}
