import { InvalidArgumentError } from "commander";
import type { Slice } from "../../engine/slice.ts";
import { DynError } from "../../errors.ts";

/** Which part of a load this process is to put on, as the user said it. */
export type ShardChoice =
  | { readonly kind: "given"; readonly shard: Shard }
  /** What the array job that the process belongs to says. */
  | { readonly kind: "auto" }
  /** The same where it says the index only. */
  | { readonly kind: "auto-of"; readonly of: number };

/** One of several processes that share a load. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const form = "I/N, such as 2/8, or auto, or auto/N";

/** Parses `2/8`, `auto` and `auto/8`. */
export function shardOption(text: string): ShardChoice {
  if (text === "auto") return { kind: "auto" };
  const [, first = "", number = ""] = /^(auto|\d+)\/(\d+)$/.exec(text) ?? [];
  const of = Number(number);
  if (first === "" || !Number.isSafeInteger(of))
    throw new InvalidArgumentError(`It takes ${form}.`);
  if (of === 0) throw new InvalidArgumentError("There is at least one shard, as in 1/1.");
  if (first === "auto") return { kind: "auto-of", of };
  const index = Number(first);
  if (index === 0) throw new InvalidArgumentError(`Shards count from 1: the first is 1/${of}.`);
  if (index > of) throw new InvalidArgumentError(`There is no shard ${index} of ${of}.`);
  return { kind: "given", shard: { index, of } };
}

/** Where a job that is one of many finds its index, from 0, and how many there are. */
const sources = [
  {
    name: "AWS Batch array job",
    index: "AWS_BATCH_JOB_ARRAY_INDEX",
    of: "AWS_BATCH_JOB_ARRAY_SIZE",
  },
  { name: "Kubernetes Indexed Job", index: "JOB_COMPLETION_INDEX", of: undefined },
] as const;

/**
 * The shard that a choice means; AWS Batch and Kubernetes tell a job its index in the environment.
 * @throws DynError "usage" when the environment does not say, or says what cannot be
 */
export function shardOf(choice: ShardChoice, env: Environment): Shard {
  if (choice.kind === "given") return choice.shard;
  const source = sources.find(({ index }) => env[index] !== undefined);
  if (source === undefined) {
    const names = sources.map(({ name, index }) => `${index} (${name})`).join(" or ");
    throw new DynError("usage", "--shard auto, but nothing says which shard this is", {
      hint: `an array job sets ${names}; elsewhere write --shard 1/4`,
    });
  }
  const of = choice.kind === "auto-of" ? choice.of : sizeOf(source, env);
  const index = wholeNumber(source.index, env);
  if (index < of) return { index: index + 1, of };
  throw new DynError(
    "usage",
    `${source.index} is ${index}, but there are ${of} shards, from 0 on`,
    {
      hint: "give --shard auto/N the number of the job's completions",
    },
  );
}

/** The part of the load that a shard has. */
export function sliceOfShard({ index, of }: Shard): Slice {
  return { offset: index - 1, stride: of };
}

function sizeOf({ name, of }: (typeof sources)[number], env: Environment): number {
  if (of === undefined) {
    throw new DynError("usage", `--shard auto: a ${name} does not say how many shards there are`, {
      hint: "give the number of its completions: --shard auto/8",
    });
  }
  const size = wholeNumber(of, env);
  if (size > 0) return size;
  throw new DynError("usage", `${of} is 0`, { hint: "write --shard auto/N" });
}

function wholeNumber(name: string, env: Environment): number {
  const text = env[name] ?? "";
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  const what =
    env[name] === undefined ? `${name} is not set` : `${name} is ${JSON.stringify(text)}`;
  throw new DynError("usage", `--shard auto: ${what}`, {
    hint: "it is to be a whole number; elsewhere write --shard 1/4",
  });
}
