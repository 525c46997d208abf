import type { Command } from "commander";
import { withoutUser } from "../config/target-name.ts";
import { DynError } from "../errors.ts";
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
  takes?: Takes,
) => (...passed: unknown[]) => Promise<void>;

/** What a verb takes that others do not. */
export interface Takes {
  /** More than one `--target`. */
  readonly severalTargets?: boolean;
}

export function runner(context: Context): Run {
  return <Arguments extends readonly unknown[], Options>(
    verb: Verb<Arguments, Options>,
    { severalTargets = false }: Takes = {},
  ) =>
    async (...passed: unknown[]) => {
      const command = passed.at(-1) as Command;
      const options = passed.at(-2) as Options;
      const positional = passed.slice(0, -2) as unknown as Arguments;
      const session = openSession(context, command);
      const { targets } = session.flags;
      if (targets.length > 1 && !severalTargets) throw oneTargetOnly(targets);
      await verb(session, options, ...positional);
    };
}

function oneTargetOnly(targets: readonly string[]): DynError {
  const named = targets.map(withoutUser).join(", ");
  return new DynError("usage", `this command takes one target, not ${targets.length}: ${named}`, {
    hint: "dyn stress run takes several, and sets them side by side",
  });
}

/** Examples at the end of a command's help; each works on the embedded engine as typed. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ ${line}`).join("\n")}`;
}
