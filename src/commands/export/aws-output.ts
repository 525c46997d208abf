import type { Session } from "../../cli/session.ts";
import type { Output } from "../../data/export/output.ts";
import type { ExportState } from "../../data/export/run.ts";
import { DynError } from "../../errors.ts";
import type { Destination } from "./destination.ts";
import type { Job } from "./job.ts";

export async function awsOutput(
  _session: Session,
  _job: Job,
  _destination: Extract<Destination, { kind: "aws" }>,
  _before: ExportState | undefined,
): Promise<Output> {
  throw new DynError("failed", "not yet");
}
