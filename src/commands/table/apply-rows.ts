import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted } from "../../output/units.ts";
import type { Applied } from "../../schema/apply/apply.ts";
import type { ApplyError } from "../../schema/apply/apply-error.ts";
import type { TablePlan } from "../../schema/plan/plan.ts";

/** What became of one table; `left` is what was not done. */
export interface ApplyRow extends Applied {
  readonly left: readonly string[];
  /** Why it ended early. */
  readonly error?: string;
}

/** Of a table that nothing was done about yet. */
export function plannedRow({ table, action, steps, notes }: TablePlan): ApplyRow {
  const deletion = action === "replace" ? [`delete table ${table}`] : [];
  const left = [...deletion, ...steps.map(({ what }) => what)];
  return { table, action, done: [], left, held: [], drift: [], notes };
}

export function appliedRow(applied: Applied): ApplyRow {
  return { ...applied, left: applied.held.map(({ what }) => what) };
}

export function unfinishedRow(plan: TablePlan, { done, left, message }: ApplyError): ApplyRow {
  return { ...plannedRow(plan), done, left, error: message };
}

/** What was done, on stdout; notes on stderr, of tables that nothing was to be done about only with `allNotes`. */
export async function printRows(
  session: Session,
  target: string,
  rows: readonly ApplyRow[],
  allNotes: boolean,
): Promise<void> {
  for (const { table, done, notes, drift } of rows) {
    if (drift.length > 0) {
      const text = `${table} on ${target}: ${driftText(drift)}; see dyn table plan`;
      await session.notice(escapeControl(text));
    }
    if (done.length === 0 && !allNotes) continue;
    for (const note of notes) await session.notice(escapeControl(`${table} on ${target}: ${note}`));
  }
  await session.print({
    data: {
      schema: "dyn.apply/1",
      target,
      tables: rows,
      ok: rows.every(({ left, error }) => left.length === 0 && error === undefined),
    },
    table: () => rowsText(rows, target),
    rows: rows.map(row => ({ ...row })),
  });
}

export function driftText(drift: ApplyRow["drift"]): string {
  return `not as its file in ${drift.join(", ")}`;
}

const past = { create: "created", change: "changed", replace: "replaced" } as const;

function rowsText(rows: readonly ApplyRow[], target: string): string {
  const lines = rows.flatMap(({ table, action, done, left }) => {
    if (action === "none" || done.length === 0) return [];
    const more = left.length === 0 ? "" : `, ${counted(left.length, "step")} left`;
    return [`${past[action]} ${table} on ${target}: ${counted(done.length, "step")}${more}`];
  });
  const same = rows.filter(({ action }) => action === "none");
  const [only] = same;
  if (only && same.length === 1) lines.push(`${only.table} on ${target} is unchanged`);
  if (same.length > 1) lines.push(`${counted(same.length, "table")} on ${target} are unchanged`);
  return lines.map(escapeControl).join("\n");
}

/** For what AWS's rules on how often a setting may change forbid for now. */
export function heldError(rows: readonly ApplyRow[], target: string): DynError | undefined {
  const said = rows.flatMap(({ table, held }) =>
    held.map(({ what, why }) => `${table} on ${target}: cannot ${what} yet: ${why}`),
  );
  if (said.length === 0) return undefined;
  return new DynError("partial", said.join("\n"), { hint: "the same command goes on later" });
}
