import type { Command } from "commander";
import type { Context } from "./context.ts";
import { openSession, type Session } from "./session.ts";

/** The part of a verb that does the work; knows nothing of commander. */
export type Verb<Arguments extends readonly unknown[], Options> = (
  session: Session,
  options: Options,
  ...positional: Arguments
) => Promise<void>;

/** Turns a verb into a commander action: positional arguments, options, then the command itself. */
export type Run = <Arguments extends readonly unknown[], Options>(
  verb: Verb<Arguments, Options>,
) => (...passed: unknown[]) => Promise<void>;

export function runner(context: Context): Run {
  return <Arguments extends readonly unknown[], Options>(verb: Verb<Arguments, Options>) =>
    async (...passed: unknown[]) => {
      const command = passed.at(-1) as Command;
      const options = passed.at(-2) as Options;
      const positional = passed.slice(0, -2) as unknown as Arguments;
      await verb(openSession(context, command), options, ...positional);
    };
}

/** Examples at the end of a command's help; each works on the embedded engine as typed. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ ${line}`).join("\n")}`;
}
