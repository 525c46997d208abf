import { type Slice, whole } from "../engine/slice.ts";
import { DynError } from "../errors.ts";
import { formatCount } from "../output/units.ts";
import { attributesOf } from "../scenario/attributes.ts";
import type { Entity, Scenario } from "../scenario/scenario.ts";
import type { TableState, Target } from "../targets/target.ts";
import { type SeedOptions, type SeedProgress, seed } from "./seed.ts";

export interface SetupOptions {
  /** The cap on bulk writes in flight. */
  readonly concurrency: number;
  readonly clock: SeedOptions["clock"];
  /** The part of every entity's items to write; all of them unless told. */
  readonly slice?: Slice;
  readonly signal?: AbortSignal;
  readonly onTable?: (table: TableSetup) => void;
  readonly onProgress?: (entity: Entity, progress: SeedProgress) => void;
}

export interface TableSetup {
  readonly table: string;
  readonly state: TableState;
}

export interface EntitySetup {
  readonly entity: string;
  readonly table: string;
  readonly written: number;
  readonly elapsedMs: number;
}

/** What a scenario found, or made, before its load. */
export interface Setup {
  readonly tables: readonly TableSetup[];
  readonly entities: readonly EntitySetup[];
}

/**
 * Makes ready what a scenario's load needs: creates missing tables, writes the items 0 … count-1 of
 * every entity, or a slice's part of them, has the store take statistics of what was written, and
 * waits until its replicas have it.
 * Items are written even if they are there: they may have been changed by an earlier run, and writing
 * them again is safe.
 *
 * @throws DynError when an existing table differs from its schema, when an item is refused, and
 * "interrupted" when the signal ends it.
 */
export async function setUp(
  scenario: Scenario,
  target: Target,
  options: SetupOptions,
): Promise<Setup> {
  const tables: TableSetup[] = [];
  for (const schema of scenario.tables) {
    throwIfAborted(options.signal);
    const state = await target.ensureTable(schema, {
      attributes: attributesOf(scenario, schema.table),
      ...(options.signal && { signal: options.signal }),
    });
    const table = { table: schema.table, state };
    tables.push(table);
    options.onTable?.(table);
  }
  const entities: EntitySetup[] = [];
  for (const entity of scenario.entities) {
    const part = partOf(entity.count, options.slice ?? whole);
    if (part.count === 0) continue;
    throwIfAborted(options.signal);
    entities.push(await seedEntity(entity, part, scenario.seed, target, options));
  }
  for (const table of new Set(entities.map(each => each.table))) {
    throwIfAborted(options.signal);
    await target.analyze?.(table, options.signal);
  }
  throwIfAborted(options.signal);
  await target.catchUp?.(options.signal);
  return { tables, entities };
}

/** Items that follow each other, so that a slice writes full batches. */
interface Part {
  readonly from: number;
  readonly count: number;
}

/** The slices of one stride have together all items, each once. */
function partOf(items: number, { offset, stride }: Slice): Part {
  const from = Math.floor((items * offset) / stride);
  return { from, count: Math.floor((items * (offset + 1)) / stride) - from };
}

async function seedEntity(
  entity: Entity,
  part: Part,
  seedNumber: number,
  target: Target,
  options: SetupOptions,
): Promise<EntitySetup> {
  const { clock, concurrency, signal, onProgress } = options;
  const seeded = await seed(await target.loader(entity, signal), {
    seed: seedNumber,
    ...part,
    concurrency,
    clock,
    ...(signal && { signal }),
    ...(onProgress && { onProgress: progress => onProgress(entity, progress) }),
    // A load on half of its items would measure something else than what was asked.
    onRejected: async ({ index, code, message }) => {
      throw new DynError(
        "failed",
        `item ${index} of ${entity.name} was not stored in ${entity.table}: ${message}`,
        { hint: `${code}; see what is made of it with dyn seed --dry-run, then try again` },
      );
    },
  });
  if (seeded.interrupted) {
    throw new DynError(
      "interrupted",
      `stopped after ${formatCount(seeded.written)} of ${formatCount(part.count)} items of ${entity.name}`,
      { hint: "run it again: items that are there are written once more, to the same effect" },
    );
  }
  const { written, elapsedMs } = seeded;
  return { entity: entity.name, table: entity.table, written, elapsedMs };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new DynError("interrupted", "interrupted");
}
