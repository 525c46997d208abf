import type { Entity, SumCheck } from "../../scenario/scenario.ts";
import type { Reader } from "../../targets/target.ts";
import type { CheckContext, Finding } from "./context.ts";
import { keyNamesOf } from "./failing-keys.ts";
import { filterOf, scanEach } from "./scan.ts";
import { Total } from "./total.ts";

/** Adds up over a table, or over the items of an entity as of one moment. */
export async function judgeSum(check: SumCheck, context: CheckContext): Promise<Finding> {
  const { table, terms, entity } = check;
  const { seed, reader, clock, signal, progress } = context;
  const keyNames = keyNamesOf(await reader.describe(table, signal));
  if (entity !== undefined) {
    const snapshot = snapshotOf(entity, { seed, reader, clock });
    const total = await addUp(check, keyNames, snapshot, signal);
    progress(entity.count);
    return total.finding;
  }
  const total = new Total(check, keyNames);
  const select = [...new Set([...keyNames, ...terms.map(({ attribute }) => attribute)])];
  await scanEach({ table, ...filterOf(check), select }, context, item => total.add(item));
  return total.finding;
}

export type Snapshot = (signal?: AbortSignal) => ReturnType<Reader["fetch"]>;

/** Reads all seeded items of an entity together. */
export function snapshotOf(
  entity: Entity,
  { seed, reader, clock }: Pick<CheckContext, "seed" | "reader" | "clock">,
): Snapshot {
  const indexes = Array.from({ length: entity.count }, (_, index) => index);
  const scope = { seed, index: 0, indexes, vars: {}, now: () => clock.now() };
  return signal => reader.fetch(entity, scope, { snapshot: true, ...(signal && { signal }) });
}

export async function addUp(
  check: SumCheck,
  keyNames: readonly string[],
  snapshot: Snapshot,
  signal?: AbortSignal,
): Promise<Total> {
  const total = new Total(check, keyNames);
  for (const item of await snapshot(signal)) if (item !== undefined) total.add(item);
  return total;
}
