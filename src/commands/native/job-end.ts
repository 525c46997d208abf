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

/**
 * Tells how a job ended, and where what it left is.
 * @throws DynError "failed" for one that failed or was cancelled, "partial" when items did
 */
export async function tellEnd(session: Session, job: Job, whose: Whose): Promise<void> {
  await session.print({ data: jobData(job, whose), table: () => jobText(job, whose) });
  const { kind, table, target } = whose;
  const named = `${kind.name} of ${table} on ${target}`;
  if (isLost(job)) {
    const why = job.failure === undefined ? "" : `: ${job.failure}`;
    throw new DynError("failed", `the ${named} has ${job.status.toLowerCase()}${why}`, {
      hint: [placeLine(job, kind), "the same command begins another one"]
        .filter(Boolean)
        .join("\n"),
    });
  }
  if (job.failedItems || job.status === "COMPLETED_WITH_ERRORS") {
    const items = job.failedItems === undefined ? "some items" : counted(job.failedItems, "item");
    throw new DynError("partial", `the ${named} left ${items} out`, {
      hint: placeLine(job, kind),
    });
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
