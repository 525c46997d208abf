import { Option } from "commander";
import { durationOption } from "../../../cli/duration-option.ts";

/** Where the migrations are. */
export interface FolderOptions {
  readonly folder: string;
}

export interface WaitOptions {
  /** Milliseconds. */
  readonly wait: number;
}

export function folderOption(): Option {
  return new Option("--folder <folder>", "where the migrations are").default("migrations");
}

export function waitOption(): Option {
  return new Option("--wait <time>", "wait so long for another one that migrates")
    .argParser(durationOption)
    .default(300_000, "5m");
}
