import type { Command } from "commander";
import type { Context } from "./context.ts";

/** dyn itself, for a command that runs others: one layer below the program, it cannot import it. */
export interface Interpreter {
  /** Runs what would be typed after `dyn`, and gives the exit code. Never throws. */
  run(words: readonly string[], context: Context): Promise<number>;
  /** The commands that these words lead to, to look at. */
  program(words: readonly string[]): Promise<Command>;
}
