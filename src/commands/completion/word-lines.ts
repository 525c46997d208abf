import type { Command } from "commander";
import type { Context } from "../../cli/context.ts";
import { escapeControl } from "../../output/escape.ts";
import { candidatesAt } from "./candidates.ts";
import { positionOf } from "./position.ts";
import { escapedForBash, unquoted, withinQuotes } from "./quoting.ts";
import type { Shell } from "./scripts.ts";

/**
 * What may stand under the cursor, a line each: the word as the shell takes it, a tab, what it means.
 * A line of a tab and extensions asks for files.
 * @param typed the words after `dyn` up to the cursor; those of bash, and the last one of fish, as typed
 */
export async function wordLines(
  program: Command,
  shell: Shell,
  typed: readonly string[],
  context: Context,
): Promise<string> {
  const last = unquoted(typed.at(-1) ?? "");
  const before = typed.slice(0, -1);
  const words =
    shell === "zsh"
      ? typed
      : [...(shell === "bash" ? before.map(word => unquoted(word).text) : before), last.text];
  const { words: found, files } = await candidatesAt(positionOf(program, words), context);
  const spelled = (word: string) => {
    if (shell !== "bash") return word;
    return last.open === undefined ? escapedForBash(word) : withinQuotes(word, last.open);
  };
  const lines = found
    .filter(({ word }) => word !== "" && escapeControl(word) === word)
    .map(({ word, description }) => `${spelled(word)}\t${escapeControl(description)}\n`);
  if (files !== undefined) lines.push(`\t${files.join(" ")}\n`);
  return lines.join("");
}
