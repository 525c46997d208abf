import { didYouMean } from "../../config/suggest.ts";
import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import type { TableOptions } from "../../schema/describe.ts";
import { poll } from "../../schema/wait.ts";
import type { Backup } from "./backup.ts";
import { type DescribedBackup, describeBackup } from "./describe.ts";
import { listBackups } from "./list.ts";

export function isArn(word: string): boolean {
  return word.startsWith("arn:");
}

/** The ARN of a backup that is named by it, or by a name that no other backup has. */
export async function backupArn(
  client: Client,
  word: string,
  options: TableOptions,
): Promise<string> {
  if (isArn(word)) return word;
  const all: Backup[] = [];
  for await (const backup of listBackups(client, {}, options)) all.push(backup);
  const [found, ...more] = all.filter(({ name }) => name === word);
  if (found === undefined) throw noBackup(word, options.target, all);
  if (more.length === 0) return found.arn;
  const choices = [found, ...more].map(
    ({ table, createdAt, arn }) => `${table} ${createdAt?.toISOString() ?? ""} ${arn}`,
  );
  throw new DynError("usage", `${choices.length} backups are called ${word}`, {
    hint: `name one by its ARN:\n${choices.join("\n")}`,
  });
}

/** One that is listed may be told of a moment later. */
const settlingMs = 30_000;

/** The backup that a word names. Throws a DynError when there is none. */
export async function findBackup(
  client: Client,
  word: string,
  options: TableOptions,
): Promise<DescribedBackup> {
  const arn = await backupArn(client, word, options);
  const describe = () => describeBackup(client, arn, options);
  const backup = isArn(word)
    ? await describe()
    : await poll(describe, { ...options, waitMs: settlingMs });
  if (backup === undefined) throw noBackup(word, options.target, []);
  return backup;
}

function noBackup(word: string, target: string, all: readonly Backup[]): DynError {
  const meant = didYouMean(
    word,
    all.map(({ name }) => name),
  );
  return new DynError("failed", `${word}: no such backup on ${target}`, {
    hint: meant === undefined ? `see: dyn backup list -t ${target}` : `did you mean ${meant}?`,
  });
}
