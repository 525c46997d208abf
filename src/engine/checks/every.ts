import type { EveryCheck } from "../../scenario/scenario.ts";
import type { CheckContext, Finding } from "./context.ts";
import { FailingKeys, keyNamesOf } from "./failing-keys.ts";
import { filterOf, scanEach } from "./scan.ts";
import { counted } from "./wording.ts";

/**
 * Looks for items that the condition does not hold for. A comparison with an attribute that an item
 * lacks does not hold, so its negation does, and such items are found too.
 */
export async function judgeEvery(check: EveryCheck, context: CheckContext): Promise<Finding> {
  const { table } = check;
  const keyNames = keyNamesOf(await context.reader.describe(table, context.signal));
  const failing = new FailingKeys(keyNames);
  const request = { table, ...filterOf(check), negate: true, select: keyNames };
  await scanEach(request, context, item => failing.add(item));
  const ok = failing.count === 0;
  const detail = ok
    ? `every item of ${table} meets the condition`
    : `${counted(failing.count, "item")} of ${table} ${failing.count === 1 ? "does" : "do"} not meet the condition`;
  return { ok, detail, keys: failing.texts };
}
