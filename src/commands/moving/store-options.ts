import { Option } from "commander";
import { durationOption } from "../../cli/duration-option.ts";

/** What becomes of an item that the table has otherwise. */
export function conflictOption(): Option {
  return new Option("--on-conflict <what>", "what to do with an item that is there otherwise")
    .choices(["overwrite", "skip", "fail"])
    .default("overwrite");
}

export function patienceOption(): Option {
  return new Option("--patience <time>", "give up when nothing can be stored for so long")
    .argParser(durationOption)
    .default(60_000, "1m");
}
