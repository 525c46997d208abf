import type { CountCheck } from "../../scenario/scenario.ts";
import type { CheckContext, Finding } from "./context.ts";
import { keyNamesOf } from "./failing-keys.ts";
import { filterOf, scanEach } from "./scan.ts";
import { counted, grouped } from "./wording.ts";

/** How many items there are, counted one by one: the store's own counts are hours old. */
export async function judgeCount(check: CountCheck, context: CheckContext): Promise<Finding> {
  const { table, where, atLeast, atMost } = check;
  const schema = await context.reader.describe(table, context.signal);
  let count = 0;
  await scanEach({ table, ...filterOf(check), select: keyNamesOf(schema) }, context, () => {
    count += 1;
  });
  const ok = count >= atLeast && count <= atMost;
  const found = `${table} has ${counted(count, "item")}${where === undefined ? "" : " that meet the condition"}`;
  return { ok, detail: ok ? found : `${found}, not ${range(check)}`, keys: [] };
}

function range({ atLeast, atMost }: CountCheck): string {
  if (atLeast === atMost) return grouped(atLeast);
  if (atMost === Number.POSITIVE_INFINITY) return `at least ${grouped(atLeast)}`;
  if (atLeast <= 0) return `at most ${grouped(atMost)}`;
  return `${grouped(atLeast)} to ${grouped(atMost)}`;
}
