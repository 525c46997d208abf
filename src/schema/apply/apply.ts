import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import type { TablePlan } from "../plan/plan.ts";
import type { TableSchema } from "../schema.ts";
import { poll, type WaitOptions } from "../wait.ts";
import { advance } from "./advance.ts";
import { ApplyError } from "./apply-error.ts";
import { Journal } from "./journal.ts";
import type { ReplaceOptions } from "./replacement.ts";

export interface ApplyOptions extends WaitOptions, ReplaceOptions {
  /** Makes a table that is missing, whole, and changes none that is there. */
  readonly ensure?: boolean;
  /** Called as each step begins and once it is carried out, in words. */
  readonly onStep?: (what: string, state: "started" | "done") => void;
}

export interface Applied {
  readonly table: string;
  /** What it came to. */
  readonly action: TablePlan["action"];
  /** The steps taken, in words, in order. */
  readonly done: readonly string[];
  /** What one of AWS's rules on how often a setting may change forbids for now. */
  readonly held: readonly { readonly what: string; readonly why: string }[];
  /** With `ensure`: the settings in which a table that was there is not as its file. */
  readonly drift: readonly string[];
  /** What the target does not have or does not tell, in words. */
  readonly notes: readonly string[];
}

/**
 * Makes a table what its file wants: looks at what is live, takes the first step that leads on,
 * waits until the table is settled, and looks again until nothing is left. So it goes on from
 * wherever another one stopped. `waitMs` is for each step.
 * @throws ApplyError with what was done and what was not
 */
export async function applyTable(
  client: Client,
  wanted: TableSchema,
  options: ApplyOptions,
): Promise<Applied> {
  const journal = new Journal();
  try {
    for (;;) {
      const next = await poll(() => advance(client, wanted, journal, options), options);
      if (next === "finished") return journal.result(wanted.table);
      if (next === undefined) {
        const named = `${wanted.table} on ${options.target}`;
        throw new DynError("failed", `${named} is not ready in time (${journal.awaited})`);
      }
    }
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    throw new ApplyError(error, journal);
  }
}
