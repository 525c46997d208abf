import { confirm } from "../../cli/confirm.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { type Estimate, estimateReading, isUnkeyed } from "../../data/estimate.ts";
import { keyOf } from "../../data/table-keys.ts";
import { readUnitBytes } from "../../dynamodb/limits.ts";
import { escapeControl } from "../../output/escape.ts";
import type { LiveTable } from "../../schema/live.ts";
import { type Budget, budgetOf, checkBudget } from "./budget.ts";
import { estimateText } from "./estimate-text.ts";
import { explain } from "./explain.ts";
import type { ReadOptions } from "./options.ts";
import { Sight } from "./sight.ts";
import type { Source } from "./source.ts";

/**
 * What a reading takes, before it is done: explained instead of it, held against its bounds, and
 * asked about on a protected target.
 * @returns what is to be read; undefined where it was only to be explained
 */
export async function weigh(
  session: Session,
  { connection }: Dynamo,
  source: Source,
  live: LiveTable,
  options: ReadOptions,
): Promise<{ readonly source: Source; readonly sight: Sight } | undefined> {
  const { reading, limit, token } = source;
  const { prices, name: target, protect } = connection;
  const total = options.total === true;
  const resumed = token !== undefined;
  const estimate = estimateReading(live, { reading, limit, resumed, total }, prices);
  if (options.explain) {
    await explain(session, source, live.schema, estimate, prices);
    return undefined;
  }
  const budget = budgetOf(options, live.schema, prices);
  checkBudget(estimate, budget);
  if (protect && isUnkeyed(reading, keyOf(live.schema, reading.index))) {
    const verb = estimate.units === undefined ? ": what it takes is" : " takes";
    const text = `${what(source)}${verb} ${estimateText(estimate, prices)}`;
    await session.notice(escapeControl(text));
    await confirm(session, { what: `${what(source)} on ${target}`, refused: "nothing was read" });
  }
  const sight = new Sight(budget);
  return { source: { ...source, pageSize: pageSizeWithin(source, estimate, budget) }, sight };
}

function what({ reading }: Source): string {
  const { operation, table, index } = reading;
  const place = index === undefined ? table : `index ${index} of ${table}`;
  return operation === "Scan" ? `scan ${place}` : `read all of a key in ${place}`;
}

/**
 * Under a bound, one page takes a quarter of it at most, as far as items are of the same size; but
 * none less than what is paid for at the least.
 */
function pageSizeWithin(
  { pageSize, segments, reading }: Source,
  { items, sizeBytes }: Estimate,
  budget: Budget | undefined,
): number | undefined {
  if (budget === undefined || items === 0 || sizeBytes === 0) return pageSize;
  const unitBytes = readUnitBytes * (reading.consistent === true ? 1 : 2);
  const bytes = Math.max(readUnitBytes, (budget.units * unitBytes) / 4 / segments);
  const most = Math.max(1, Math.floor(bytes / (sizeBytes / items)));
  return Math.min(most, pageSize ?? most);
}
