import type { Dynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import type { Job, JobKind } from "../../data/native/job.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { awaited } from "./awaited.ts";
import type { NativeOptions } from "./options.ts";
import { callingOf } from "./service.ts";

/** A job of a command. */
export interface JobOf {
  readonly kind: JobKind;
  readonly table: string;
  readonly options: NativeOptions;
  /** More words for the command that follows it. */
  readonly again?: string;
}

/** Starts a job, or finds its own, and follows it; undefined with --dry-run. */
export async function runJob(
  session: Session,
  dynamo: Dynamo,
  of: JobOf,
  input: WireInput,
): Promise<Job | undefined> {
  const { clientToken, startJob } = await import("../../data/native/start.ts");
  const { isOver } = await import("../../data/native/job.ts");
  const { kind, options } = of;
  if (session.flags.dryRun) {
    await printRequest(session, kind.start, { ...input, ClientToken: clientToken(kind, input) });
    return undefined;
  }
  const anew = options.anew === true;
  const job = await startJob(dynamo.client, kind, input, { ...callingOf(session, dynamo), anew });
  if (isOver(job)) {
    const ended = job.endedAt === undefined ? "" : ` that ended ${job.endedAt.toISOString()}`;
    await session.notice(
      escapeControl(`found the ${kind.name}${ended}; --anew begins another one`),
    );
    return job;
  }
  if (options.wait) {
    await session.notice(escapeControl(`${kind.name} ${job.arn}`));
    return followJob(session, dynamo, of, job.arn);
  }
  const again = followingCommand(of, job.arn, dynamo.connection.name);
  await session.notice(escapeControl(`follow it with: ${again}`));
  return job;
}

function followingCommand({ kind, table, again = "" }: JobOf, arn: string, target: string): string {
  return `dyn ${kind.command} ${table} --follow ${arn}${again} -t ${target}`;
}

/** Follows a job to its end, however that is. */
export async function followJob(
  session: Session,
  dynamo: Dynamo,
  of: JobOf,
  arn: string,
): Promise<Job> {
  const { follow } = await import("../../data/native/follow.ts");
  const { isOver, jobWords } = await import("../../data/native/job.ts");
  const { describeJob, knownJob } = await import("../../data/native/start.ts");
  const { kind, table, options } = of;
  const calling = callingOf(session, dynamo);
  const named = `${kind.name} of ${table} on ${calling.target}`;
  const again = followingCommand(of, arn, calling.target);
  const waiting = { waitMs: options.timeout, signal: session.signal };
  // One that has just begun is there; an ARN that was typed may be of none.
  if (options.follow) await knownJob(dynamo.client, kind, arn, { ...calling, ...waiting });
  return awaited(session, { doing: named, what: `the ${kind.name}`, again }, onWait =>
    follow(
      async () => {
        const job = await describeJob(dynamo.client, kind, arn, calling);
        return job && { isOver: isOver(job), words: jobWords(job), job };
      },
      { what: `the ${named}`, ...waiting, onWait },
    ),
  );
}

/** Refuses the ARN of another table's job, or of another kind's. */
export function checkJobArn(arn: string, table: string): void {
  const of = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)\/./.exec(arn)?.[1];
  if (of === table) return;
  throw new DynError(
    "usage",
    of === undefined ? `${arn} is no job's ARN` : `that is a job of ${of}, not of ${table}`,
    { hint: "it was printed when the job began" },
  );
}
