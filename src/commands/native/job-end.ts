import type { Session } from "../../cli/session.ts";
import { isLost, isOver, type Job, type JobKind } from "../../data/native/job.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted, formatBytes } from "../../output/units.ts";

/** Of which table a job is, and where that is. */
export interface Whose {
  readonly kind: JobKind;
  readonly table: string;
  readonly target: string;
}

/** Tells how a job stands, or ended, and where what it left is. */
export function printJob(session: Session, job: Job, whose: Whose): Promise<void> {
  return session.print({ data: jobData(job, whose), table: () => jobText(job, whose) });
}

/** Throws a DynError for a job that failed or was cancelled, and a "partial" one when items were left out. */
export function judgeJob(job: Job, { kind, table, target }: Whose): void {
  const named = `${kind.name} of ${table} on ${target}`;
  const place = placeLine(job, kind);
  if (isLost(job)) {
    const ended = job.status === "CANCELLED" ? "was cancelled" : "has failed";
    const why = job.failure === undefined ? "" : `: ${job.failure}`;
    throw new DynError("failed", `the ${named} ${ended}${why}`, {
      hint: [
        ...(place === undefined ? [] : [place]),
        "the command with --native begins another one",
      ].join("\n"),
    });
  }
  if (job.failedItems || job.status === "COMPLETED_WITH_ERRORS") {
    const items = job.failedItems === undefined ? "some items" : counted(job.failedItems, "item");
    throw new DynError("partial", `the ${named} left ${items} out`, { hint: place });
  }
}

function jobData(job: Job, { kind, table, target }: Whose) {
  const { arn, status, items, failedItems, bytes, place, failure, startedAt, endedAt } = job;
  return {
    schema: "dyn.native/1",
    kind: kind.name,
    table,
    target,
    arn,
    status,
    ...(startedAt && { startedAt: startedAt.toISOString() }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(items !== undefined && { items }),
    ...(failedItems !== undefined && { failedItems }),
    ...(bytes !== undefined && { bytes }),
    ...(place !== undefined && { [kind.name === "export" ? "manifest" : "reports"]: place }),
    ...(failure !== undefined && { failure }),
  };
}

function jobText(job: Job, { kind, table, target }: Whose): string {
  const { items, bytes, status } = job;
  const state = isOver(job) ? status.toLowerCase().replaceAll("_", " ") : "has begun";
  const amounts = [
    items === undefined ? "" : counted(items, "item"),
    bytes === undefined ? "" : formatBytes(bytes),
  ].filter(each => each !== "");
  return [
    `${kind.name} of ${table} on ${target}: ${[state, ...amounts].join(", ")}`,
    placeLine(job, kind),
    job.arn,
  ]
    .filter(line => line !== undefined)
    .map(escapeControl)
    .join("\n");
}

/** Where the manifest or the errors are. */
function placeLine({ place }: Job, { name }: JobKind): string | undefined {
  if (place === undefined) return undefined;
  const words = {
    export: "its manifest",
    import: "its errors, in CloudWatch Logs",
    "bulk put": "its reports",
  };
  return `${words[name]}: ${place}`;
}
