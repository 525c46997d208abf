import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import { poll, type WaitOptions } from "../../schema/wait.ts";

/** Long work of the service, at one look. */
export interface Look<Job> {
  readonly isOver: boolean;
  /** How it stands, in words. */
  readonly words: string;
  readonly job: Job;
}

export interface FollowOptions extends Pick<WaitOptions, "waitMs" | "signal" | "onWait"> {
  /** What is followed, e.g. `export of Orders on production`. */
  readonly what: string;
}

/** So many looks in a row may fail for the network's or the service's sake. */
const mostFailures = 20;

/**
 * Looks at long work of the service until it is over, however it ends. A look that finds nothing is
 * taken again: the service may not tell yet what it has just begun. So are those that fail for a
 * while: the work does not depend on them.
 * @throws DynError when time runs out, on an interrupt, or what a look throws
 */
export async function follow<Job>(
  look: () => Promise<Look<Job> | undefined>,
  { what, ...options }: FollowOptions,
): Promise<Job> {
  let words = "not told of yet";
  let failures = 0;
  const ended = await poll(async () => {
    let seen: Look<Job> | undefined;
    try {
      seen = await look();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= mostFailures) throw error;
      options.onWait?.(`${words}, looking again: ${error.message}`);
      return undefined;
    }
    words = seen?.words ?? words;
    if (seen?.isOver) return seen;
    options.onWait?.(words);
    return undefined;
  }, options);
  if (ended === undefined) throw new DynError("failed", `${what} is not over in time (${words})`);
  return ended.job;
}

const passingCodes = /^(InternalServerError|ServiceUnavailable|Http50\d|Thrott|RequestLimit)/;

function isPassing(error: unknown): error is ReplyError {
  return (
    error instanceof ReplyError &&
    (error.kind === "connection" || passingCodes.test(error.service.code))
  );
}
