import { confirm } from "../../cli/confirm.ts";
import type { Session } from "../../cli/session.ts";
import type { Connection } from "../../config/connection.ts";
import { DynError } from "../../errors.ts";
import type { TablePlan } from "../../schema/plan/plan.ts";

export interface Consent {
  readonly ensure?: boolean;
  readonly allowReplace?: boolean;
  /** Tables named in full, with --yes. */
  readonly confirm?: readonly string[];
}

/**
 * Asks whether plans may be carried out, before any is. The name of a table is to be typed, or given
 * with --confirm, to replace it, and on a protected target; new tables that are only ensured there
 * need no answer elsewhere.
 */
export async function agree(
  session: Session,
  plans: readonly TablePlan[],
  { name: target, protect }: Connection,
  { ensure, confirm: named = [] }: Consent,
): Promise<void> {
  const { yes } = session.flags;
  const typed = plans.filter(({ action }) => protect || action === "replace");
  for (const { table, action } of typed) {
    if (yes && named.includes(table)) continue;
    const what = `${action} table ${table} on ${target}`;
    const { stdin, stderr } = session.context;
    if (action === "replace" && !(stdin.isTTY && stderr.isTTY)) {
      throw new DynError("usage", `will not ${what} without being asked on a terminal`, {
        hint: `add --yes --confirm ${table} if you mean it`,
      });
    }
    await confirm(session, { what, typed: table });
  }
  const others = plans.filter(plan => !typed.includes(plan));
  if (others.length === 0 || ensure === true) return;
  const said = others.map(({ action, table }) => `${action} ${table}`).join(", ");
  await confirm(session, { what: `${said} on ${target}` });
}
