import type { Session } from "../../cli/session.ts";
import { deadLetter } from "../../data/dead-letter.ts";
import { deadLetterPlace } from "../../data/dead-letter-place.ts";
import { type Rejection, type Seeded, type SeedProgress, seed } from "../../data/seed.ts";
import { systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import { formatCount } from "../../output/units.ts";
import { itemsPerSecond, seededIn, seedingLine } from "../../reporters/seeding.ts";
import type { Target } from "../../targets/target.ts";
import type { Planting } from "./planting.ts";

export interface WriteOptions {
  readonly concurrency: number;
  /** The file for items that the table does not take, if the user has named one. */
  readonly deadLetter: string | undefined;
}

/** Seeds the table, shows how it goes, and says how it went. */
export async function write(
  session: Session,
  target: Target,
  { entity, seed: seedNumber }: Planting,
  options: WriteOptions,
): Promise<void> {
  const { context, signal } = session;
  const loader = await target.loader(entity, signal);
  const { table } = entity;
  const place = await deadLetterPlace({ table, cwd: context.cwd, named: options.deadLetter });
  const dead = deadLetter(place.path, place.shown);
  const progress = session.progress(`seeding ${entity.table} · ${target.name}`);
  let latest: SeedProgress | undefined;
  let reason: Rejection | undefined;
  let seeded: Seeded;
  try {
    seeded = await seed(loader, {
      seed: seedNumber,
      count: entity.count,
      concurrency: options.concurrency,
      clock: systemClock(context),
      signal,
      onProgress: now => {
        latest = now;
        progress.update(`seeding ${entity.table} · ${target.name}   ${seedingLine(now)}`);
      },
      onRejected: async rejection => {
        reason ??= rejection;
        const { index, code, message } = rejection;
        const item = entity.item.toItem({ seed: seedNumber, index, vars: {}, now: context.now });
        await dead.add({ item, code, message });
      },
    });
  } catch (error) {
    progress.stop();
    if (latest !== undefined) await session.notice(stoppedText(latest, entity.table));
    throw error;
  } finally {
    progress.stop();
    await dead.close();
  }
  if (seeded.interrupted) {
    await session.notice(`${stoppedText(seeded, entity.table)}. Go on with the same command.`);
    throw new DynError("interrupted", "interrupted");
  }
  await printSummary(session, entity.table, seeded);
  if (reason !== undefined) throw partial(seeded, reason, place.shown);
}

function stoppedText({ written, total }: SeedProgress, table: string): string {
  return `stopped with ${formatCount(written)} of ${formatCount(total)} items in ${table}`;
}

async function printSummary(session: Session, table: string, seeded: Seeded): Promise<void> {
  const { written, rejected, elapsedMs } = seeded;
  await session.print({
    data: {
      table,
      written,
      rejected,
      seconds: Math.round(elapsedMs) / 1000,
      itemsPerSecond: Math.round(itemsPerSecond(written, elapsedMs)),
    },
    table: () => `${formatCount(written)} items in ${table} in ${seededIn(written, elapsedMs)}`,
  });
}

function partial({ rejected, total }: Seeded, { index, message }: Rejection, file: string) {
  const some = `${formatCount(rejected)} of ${formatCount(total)} items`;
  return new DynError("partial", `${some} were not stored; they are in ${file}`, {
    hint: `the first, item ${index}: ${message}`,
  });
}
