import { InvalidArgumentError } from "commander";
import { durationForm, parseDuration } from "../config/duration.ts";

/** Parses an option's duration into milliseconds. */
export function durationOption(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  throw new InvalidArgumentError(`It takes ${durationForm}.`);
}
