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

/**
 * Looks at long work of the service until it is over, however it ends. A look that finds nothing is
 * taken again: the service may not tell yet what it has just begun.
 * @throws DynError when time runs out, on an interrupt, or what a look throws
 */
export async function follow<Job>(
  look: () => Promise<Look<Job> | undefined>,
  { what, ...options }: FollowOptions,
): Promise<Job> {
  let words = "not told of yet";
  const ended = await poll(async () => {
    const seen = await look();
    words = seen?.words ?? words;
    if (seen?.isOver) return seen;
    options.onWait?.(words);
    return undefined;
  }, options);
  if (ended === undefined) throw new DynError("failed", `${what} is not over in time (${words})`);
  return ended.job;
}
