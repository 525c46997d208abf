import { type Command, InvalidArgumentError } from "commander";
import { durationOption } from "../../../cli/duration-option.ts";

export interface KeysOptions {
  readonly keys?: string;
}

/** Adds the option that names the file of keys. */
export function withKeysFile(command: Command): Command {
  return command
    .option("--keys <file>", "the file of keys (default: dyn.yaml's, else dyn's own)")
    .hook("preAction", (_, verb) => {
      // `serve` has this option too, and takes it wherever it stands on the line.
      const given: unknown = verb.parent?.parent?.getOptionValue("keys");
      if (given !== undefined) verb.setOptionValue("keys", given);
    });
}

const mostDays = 36_500;
const mostMs = mostDays * 24 * 3_600_000;

/** A span of time until something ends, at least a second. */
export function lifetimeOption(text: string): number {
  const ms = spanOption(text);
  if (ms >= 1_000) return ms;
  throw new InvalidArgumentError("It takes at least 1s.");
}

/** The same, or none at all. */
export function spanOption(text: string): number {
  const ms = durationOption(text);
  if (ms <= mostMs) return ms;
  throw new InvalidArgumentError(`It takes at most ${mostDays}d.`);
}
