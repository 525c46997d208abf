import { createHash, randomUUID } from "node:crypto";
import { type CallOptions, call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { poll, type WaitOptions } from "../../schema/wait.ts";
import { isLost, type Job, type JobKind } from "./job.ts";

/** How often a job that was lost is begun again under the next token, by as many commands. */
const mostAttempts = 100;

/**
 * Starts a job, or finds the one that the same command has started: the client token is made of the
 * request, and the service finds a job by it until 8 hours after its end. One that failed or was
 * cancelled is not found again: the next attempt has a token of its own.
 * @param anew starts another one in any case
 */
export async function startJob(
  client: Client,
  kind: JobKind,
  input: WireInput,
  { anew, ...options }: CallOptions & { readonly anew: boolean },
): Promise<Job> {
  for (let attempt = 0; ; attempt++) {
    const token = anew ? randomUUID() : clientToken(kind, input, attempt);
    const request = { ...input, ClientToken: token };
    const job = kind.read(await call(client, kind.start, request, options));
    if (!isLost(job) || attempt === mostAttempts) return job;
  }
}

export function clientToken({ start }: JobKind, input: WireInput, attempt = 0): string {
  const text = JSON.stringify([start, input, attempt]);
  return `dyn-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

/** A job as it is now; undefined when there is none, or none yet. */
export async function describeJob(
  client: Client,
  kind: JobKind,
  arn: string,
  options: CallOptions,
): Promise<Job | undefined> {
  try {
    return kind.read(await call(client, kind.describe, kind.describeInput(arn), options));
  } catch (error) {
    if (error instanceof ReplyError && error.service.code === kind.missing) return undefined;
    throw error;
  }
}

/** A job that has just begun may be told of a moment later. */
const settlingMs = 30_000;

/** A job as it is now, as soon as it is told of. Throws a DynError for one that is not there. */
export async function knownJob(
  client: Client,
  kind: JobKind,
  arn: string,
  { waitMs = settlingMs, ...options }: WaitOptions,
): Promise<Job> {
  const job = await poll(() => describeJob(client, kind, arn, options), {
    ...options,
    waitMs: Math.min(waitMs, settlingMs),
  });
  if (job !== undefined) return job;
  throw new DynError("failed", `${options.target} tells of no such ${kind.name}: ${arn}`, {
    hint: "its ARN was printed when it began",
  });
}
