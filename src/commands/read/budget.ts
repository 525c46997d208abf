import type { Prices } from "../../config/prices.ts";
import type { Estimate } from "../../data/estimate.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { unitsText } from "./footer.ts";

/** What a reading may consume in all. */
export interface Budget {
  readonly units: number;
  /** The option that says so, with its value. */
  readonly option: string;
}

interface Bounds {
  readonly maxRcu?: number;
  readonly maxCost?: number;
}

/**
 * The tighter of the bounds; a bound in money is none where reading costs nothing. Throws a "usage"
 * error for one on provisioned capacity.
 */
export function budgetOf(
  { maxRcu, maxCost }: Bounds,
  { table, billing, tableClass = "standard" }: TableSchema,
  prices: Prices | undefined,
): Budget | undefined {
  const units = maxRcu === undefined ? [] : [{ units: maxRcu, option: `--max-rcu ${maxRcu}` }];
  if (maxCost === undefined || prices === undefined) return units[0];
  if (billing?.kind === "provisioned") {
    throw new DynError("usage", `--max-cost bounds nothing: ${table} has provisioned capacity`, {
      hint: "it is paid for whether it is used or not; --max-rcu bounds how much of it is",
    });
  }
  const price = prices[tableClass].read;
  const money = { units: (maxCost / price) * 1e6, option: `--max-cost ${maxCost}` };
  return [...units, money].sort((a, b) => a.units - b.units)[0];
}

/** Throws when a reading is sure to be above its bound, as far as an estimate is sure. */
export function checkBudget({ units, isMost }: Estimate, budget: Budget | undefined): void {
  if (budget === undefined || units === undefined || isMost || units <= budget.units) return;
  throw new DynError(
    "failed",
    `nothing was read: it takes about ${unitsText(units)}, above ${budget.option}`,
    {
      hint: "read less, with --limit or by a key, or raise the bound; --explain shows the estimate",
    },
  );
}

/** What is told of a reading that its bound stopped. */
export function stoppedByBudget(units: number, { option }: Budget, hint: string): DynError {
  return new DynError("partial", `stopped after ${unitsText(units)} by ${option}`, { hint });
}
