import type { MemberScope } from "./member-scope.ts";
import { valuesOf } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import type { WritePlan } from "./write.ts";

/**
 * The order in which a transaction's members are written, as positions: those of one table in the
 * order of their keys, so that two transactions that write the same items do not lock each other out.
 */
export function lockOrder(
  plans: readonly WritePlan[],
  tables: readonly SqlTable[],
): (scope: MemberScope) => readonly number[] {
  const groups = new Map<string | undefined, number[]>();
  for (const at of plans.keys()) {
    const { name } = tables[at] ?? {};
    groups.set(name, [...(groups.get(name) ?? []), at]);
  }
  const asGiven = [...groups.values()];
  const fixed = asGiven.flat();
  if (asGiven.every(({ length }) => length === 1)) return () => fixed;
  return scope => {
    const keys = plans.map(({ key }, at) =>
      valuesOf({ slots: key }, scope.at(at)).map(String).join("\0"),
    );
    const byKey = (a: number, b: number) => {
      const [left = "", right = ""] = [keys[a], keys[b]];
      return left < right ? -1 : left > right ? 1 : 0;
    };
    return asGiven.flatMap(group => (group.length === 1 ? group : group.toSorted(byKey)));
  };
}
