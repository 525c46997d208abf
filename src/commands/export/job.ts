import type { Dynamo } from "../../cli/open.ts";
import type { Reading } from "../../data/read-request.ts";
import type { Job as CheckpointJob } from "../../data/transfer/checkpoint.ts";
import type { LiveTable } from "../../schema/live.ts";
import type { Destination } from "./destination.ts";
import type { ExportOptions } from "./options.ts";

/** What is to be exported, once all that the user typed is known to hold. */
export interface Job {
  readonly live: LiveTable;
  readonly reading: Reading;
  readonly destination: Destination;
  readonly options: ExportOptions;
}

/** What tells an export from any other, in the user's words. */
export function jobOf(
  { connection, endpoint }: Dynamo,
  { reading, destination, options }: Job,
): CheckpointJob {
  const { table, index = "none" } = reading;
  const { filter = "none", select = "all", consistent, split } = options;
  return {
    command: "export",
    table,
    target: connection.kind === "dynamodb" ? endpoint.url.href : connection.name,
    index,
    "--filter": filter,
    "--select": select,
    "--consistent": consistent === true ? "yes" : "no",
    file: destination.kind === "stdout" ? "stdout" : destination.path,
    format: destination.kind === "aws" ? "AWS's layout" : destination.format,
    "--split": split === undefined ? "none" : `${split} bytes`,
  };
}
