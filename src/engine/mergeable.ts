import { DynError } from "../errors.ts";
import type { LoadReport, Result } from "./result.ts";

/** A result of a slice, and what to call it: `a.json`, `worker 2`. */
export interface Part {
  readonly name: string;
  readonly result: Result;
}

const longestApartMs = 86_400_000;

/** What slices of one load have in common, each with the words for it. */
const common: readonly (readonly [what: string, read: (result: Result) => unknown])[] = [
  ["scenario", ({ scenario }) => scenario],
  ["version of the scenario's files", ({ digest }) => digest],
  ["seed", ({ seed }) => seed],
  ["kind of target", ({ target }) => kindOf(target)],
  ["client", ({ client }) => client],
  ["kind of loop", ({ load }) => load.kind],
  ["warm-up in seconds", ({ load }) => load.warmupSeconds],
  ["duration in seconds", ({ load }) => load.durationSeconds ?? "none"],
  ["number of requests", ({ load }) => load.requests ?? "none"],
  ["kind of arrivals", ({ load }) => load.arrivals ?? "none"],
  ["schedule", ({ load }) => scheduleOf(load)],
  ["order of operations", ({ load }) => load.order],
];

/**
 * The first part's result, when all of them are slices of the same load.
 * @throws DynError "usage" that says which two differ, and in what
 */
export function assertSameWork(parts: readonly Part[]): Result {
  const [first, ...others] = parts;
  if (first === undefined) throw new DynError("usage", "there is no result to merge");
  for (const other of others) {
    for (const [what, read] of common) {
      const [one, two] = [read(first.result), read(other.result)];
      if (one === two) continue;
      const values = `${String(two)}, not ${String(one)} as in ${first.name}`;
      throw new DynError("usage", `${other.name} has another ${what}: ${values}`, {
        hint: "only shards of one run add up to something: the same files and options on each machine",
      });
    }
  }
  const starts = parts.map(({ result }) => Date.parse(result.startedAt));
  if (Math.max(...starts) - Math.min(...starts) > longestApartMs) {
    throw new DynError("usage", "the results began more than a day apart", {
      hint: "merge the shards of one run",
    });
  }
  return first.result;
}

/** The error of what is wrong with a part, with its name. */
export function blame<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { message, hint } = cause instanceof DynError ? cause : damaged;
    throw new DynError("invalid", `${name}: ${message}`, { hint, cause });
  }
}

const damaged = {
  message: "a histogram in it cannot be read",
  hint: "take the document as dyn wrote it",
};

/**
 * Which shards the parts are.
 * @throws DynError "usage" for a part that is no shard, for one that is there twice, for shards of
 *   different runs or loads, and, unless `partial`, for those that are missing
 */
export function assertShards(
  parts: readonly Part[],
  partial: boolean,
): NonNullable<LoadReport["merged"]> {
  const names = new Map<number, string>();
  let of: number | undefined;
  for (const { name, result } of parts) {
    const { shard, merged } = result.load;
    if (shard === null) throw noShard(name, merged !== undefined);
    of ??= shard.of;
    if (shard.of !== of) {
      const what = `${name} is shard ${shard.index}/${shard.of}, ${parts[0]?.name} is one of ${of}`;
      throw new DynError("usage", what, { hint: "merge the shards of one run" });
    }
    const twin = names.get(shard.index);
    if (twin !== undefined) {
      const what = `${name} and ${twin} are both shard ${shard.index}/${of}`;
      throw new DynError("usage", what, { hint: "merge each shard once" });
    }
    names.set(shard.index, name);
  }
  assertParts(parts);
  const total = of ?? 0;
  const missing = Array.from({ length: total }, (_, each) => each + 1).filter(
    index => !names.has(index),
  );
  if (missing.length > 0 && !partial) throw incomplete(missing, total);
  return { shards: [...names.keys()].sort((a, b) => a - b), of: total };
}

/** Shards have equal parts of what is in flight; what does not divide evenly falls to the first ones. */
function assertParts(parts: readonly Part[]): void {
  const inOrder = parts.toSorted((a, b) => indexOf(a) - indexOf(b));
  for (const [position, part] of inOrder.entries()) {
    const [first = part, before = part] = [inOrder[0], inOrder[position - 1]];
    const own = inFlightOf(part);
    if (own <= inFlightOf(before) && own >= inFlightOf(first) - 1) continue;
    const other = own > inFlightOf(before) ? before : first;
    const what = `${part.name} has ${own} in flight and ${other.name} ${inFlightOf(other)}`;
    throw new DynError("usage", `${what}: they are no shards of one load`, {
      hint: "give each machine the same --concurrency, which is that of the whole load",
    });
  }
}

function indexOf({ result }: Part): number {
  return result.load.shard?.index ?? 0;
}

function inFlightOf({ result }: Part): number {
  return result.load.concurrency;
}

/** `1`, `1 and 2`, `1, 2 and 3`; of many the first ten. */
export function listIndexes(indexes: readonly number[]): string {
  const most = 10;
  const rest = indexes.length - most;
  if (rest > 0) return `${indexes.slice(0, most).join(", ")} and ${rest} more`;
  const last = indexes.slice(-1).join("");
  return indexes.length < 2 ? last : `${indexes.slice(0, -1).join(", ")} and ${last}`;
}

function noShard(name: string, merged: boolean): DynError {
  const what = merged ? "merged already" : "the result of a whole run";
  const hint = merged
    ? "merge the shards' own results, all at once"
    : "shards are what runs with --shard 1/2, --shard 2/2 … give";
  return new DynError("usage", `${name} is no shard: it is ${what}`, { hint });
}

function incomplete(missing: readonly number[], of: number): DynError {
  const what = missing.length === 1 ? "shard" : "shards";
  const verb = missing.length === 1 ? "is" : "are";
  return new DynError("usage", `${what} ${listIndexes(missing)} of ${of} ${verb} missing`, {
    hint: "name all results, or merge what there is with --partial",
  });
}

/** Machines may reach one store by different addresses, but not one by a name and one by an address. */
function kindOf(target: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(target)?.[1] ?? target;
}

function scheduleOf({ stages }: LoadReport): string {
  const texts = stages.map(({ ratePerSecond, seconds, ramp }) => {
    const length = seconds === null ? "" : ` for ${seconds} s`;
    return `${ramp ? "ramp to " : ""}${ratePerSecond}/s${length}`;
  });
  return texts.length === 0 ? "none" : texts.join(", ");
}
