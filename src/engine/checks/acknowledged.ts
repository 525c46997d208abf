import type { AcknowledgedCheck } from "../../scenario/scenario.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import { type Fate, NewItems } from "../written-items.ts";
import { type CheckContext, type Finding, throwIfInterrupted } from "./context.ts";
import { FailingKeys, keyNamesOf, mostKeys } from "./failing-keys.ts";
import { counted, grouped, isOrAre, listed } from "./wording.ts";

const batchSize = 100;
const batchesInFlight = 4;

/** Reads back every new item of an entity, but for those that were there before the run. */
export async function judgeAcknowledged(
  { entity, attributes }: AcknowledgedCheck,
  context: CheckContext,
): Promise<Finding> {
  const { seed, reader, written, clock, signal } = context;
  const earlier = context.earlier.has(entity.name);
  const items = written.of(entity) ?? new NewItems(entity.count);
  const own = keyNamesOf(await reader.describe(entity.table, signal));
  // Where the store numbers its rows, it is by other attributes that items are known.
  const keyNames = own.every(name => entity.item.attributes.has(name)) ? own : attributes;
  const scope = { seed, index: 0, vars: {}, now: () => clock.now() };
  const compared = entity.item.select(attributes);
  const key = entity.item.select(keyNames);
  const found = new Findings(keyNames, earlier);

  const readBack = async (fate: Exclude<Fate, "refused">, indexes: readonly number[]) => {
    throwIfInterrupted(signal);
    const batch = await reader.fetch(entity, { ...scope, indexes }, signal && { signal });
    for (const [position, index] of indexes.entries()) {
      const own = { ...scope, index };
      const item = batch[position];
      if (item === undefined) {
        if (fate === "acknowledged") found.missing.add(key.toItem(own));
      } else if (fate === "failed") {
        if (!earlier) found.unwanted.add(item);
      } else {
        if (fate === "doubtful") {
          found.doubtfulThere += 1;
          // An update may have made it, of which only its own attributes are known.
          if (earlier || items.has(index, "refused")) continue;
        }
        if (!holds(item, compared.toItem(own))) found.changed.add(item);
      }
    }
    context.progress(indexes.length);
  };
  for (const fate of ["acknowledged", "doubtful", "failed"] as const) {
    await inLanes(items.batches(fate, batchSize), indexes => readBack(fate, indexes));
  }
  throwIfInterrupted(signal);
  return found.finding(itemsOf(entity.name), items);
}

/** What was found of one entity. */
class Findings {
  readonly missing: FailingKeys;
  readonly changed: FailingKeys;
  readonly unwanted: FailingKeys;
  doubtfulThere = 0;
  readonly #earlier: boolean;

  /** `earlier`: what this run did not write may be there from another one. */
  constructor(keyNames: readonly string[], earlier: boolean) {
    this.#earlier = earlier;
    this.missing = new FailingKeys(keyNames);
    this.changed = new FailingKeys(keyNames);
    this.unwanted = new FailingKeys(keyNames);
  }

  get #others(): string {
    return this.#earlier ? "; new items of an earlier run are there too" : "";
  }

  finding(noun: string, items: NewItems): Finding {
    const { missing, changed, unwanted, doubtfulThere } = this;
    const acknowledged = items.count("acknowledged");
    const doubtful = items.count("doubtful");
    const keys = [missing, changed, unwanted].flatMap(({ texts }) => texts).slice(0, mostKeys);
    if (missing.count + changed.count + unwanted.count === 0) {
      const all = counted(acknowledged, `acknowledged ${noun}`);
      const there =
        acknowledged === 0
          ? `${all} to read back`
          : acknowledged === 1
            ? `${all} is there, as written`
            : `${all} are all there, as written`;
      const rest = doubtful === 0 ? "" : `; ${doubts(doubtfulThere, doubtful)}`;
      return { ok: true, detail: there + rest + this.#others, keys };
    }
    const all = counted(acknowledged, `acknowledged ${noun}`);
    const stored = acknowledged - missing.count + doubtfulThere + unwanted.count;
    const most = acknowledged + doubtful;
    const bounds =
      stored >= acknowledged && stored <= most
        ? []
        : [`${grouped(stored)} stored where ${between(acknowledged, most)} may be`];
    const detail = [
      ...said(missing, count => `${grouped(count)} of ${all} ${isOrAre(count)} missing`),
      ...said(changed, count => `${counted(count, noun)} ${isOrAre(count)} not as written`),
      ...said(
        unwanted,
        count =>
          `${counted(count, noun)} ${isOrAre(count)} there although every write of ${count === 1 ? "it" : "them"} failed in this run`,
      ),
    ];
    return { ok: false, detail: [listed(detail), ...bounds].join("; ") + this.#others, keys };
  }
}

/** What items of an entity are called: `session item`. */
function itemsOf(entity: string): string {
  return entity === "item" ? entity : `${entity} item`;
}

function said({ count }: FailingKeys, text: (count: number) => string): string[] {
  return count === 0 ? [] : [text(count)];
}

function doubts(there: number, doubtful: number): string {
  return `of ${grouped(doubtful)} without a sure outcome ${grouped(there)} ${isOrAre(there)} there`;
}

function between(least: number, most: number): string {
  return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}

function holds(item: Item, expected: Item): boolean {
  return Object.entries(expected).every(([name, value]) => {
    const actual = attributeOf(item, name);
    return actual !== undefined && valuesEqual(actual, value);
  });
}

/** Works on all of them, a few at once; the first error ends it, when what is in flight has ended. */
async function inLanes<T>(source: Iterable<T>, work: (each: T) => Promise<void>): Promise<void> {
  const iterator = source[Symbol.iterator]();
  let failed = false;
  const lane = async () => {
    for (let next = iterator.next(); !failed && next.done !== true; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: batchesInFlight }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
