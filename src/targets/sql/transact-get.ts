import type { TransactGetAction } from "../../scenario/scenario.ts";
import type { Answer } from "../../sql/database.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Outcome, Prepared } from "../target.ts";
import { getStatement } from "./get.ts";
import { capturedIn } from "./items.ts";
import { MemberScope } from "./member-scope.ts";
import type { Preparation } from "./preparation.ts";
import { routeOf } from "./route.ts";
import { valuesOf, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { preparedWork, type Work } from "./work.ts";

/** All statements of such a transaction see what was there at its first. */
const isolation = "repeatable-read";

/** Items read as of one moment; what is not there is no fault. `tables` are the members'. */
export function prepareTransactGet(
  { database, dialect, capture, retryConflicts }: Preparation,
  action: TransactGetAction,
  tables: readonly SqlTable[],
): Prepared {
  const readings = action.members.flatMap((member, at) => {
    const table = tables[at];
    return table === undefined ? [] : [getStatement(new Writing(dialect), member, table)];
  });
  const filled = (scope: MemberScope) =>
    readings.map(({ template }, member) => ({
      statement: template.statement,
      values: valuesOf(template, scope.at(member)),
    }));
  const concluded = (work: Work, answers: readonly Answer[]): Outcome => {
    const captured: TemplateValue[] = [];
    for (const [at, answer] of answers.entries()) {
      if (answer.outcome !== "ok") return work.failed(answer);
      const [row] = answer.rows.rows;
      if (row !== undefined) work.items += 1;
      captured.push(row === undefined ? null : capturedIn(row, readings[at]?.columns ?? []));
    }
    return capture ? work.ok(captured) : work.ok();
  };
  return preparedWork(database, routeOf(action), async (work, scope) => {
    const calls = filled(new MemberScope(scope));
    const { within } = work;
    if (within) {
      const answers = await within.sql.runAll(calls);
      for (const answer of answers) work.count(within.note(answer));
      return concluded(work, answers);
    }
    const options = { ...work.options, isolation, readOnly: true, retryConflicts } as const;
    const answer = await database.transact(options, async sql => {
      const value = await sql.runAll(calls);
      const last = value.at(-1);
      const fault = last === undefined || last.outcome === "ok" ? undefined : last.fault;
      return { commit: fault === undefined, value, ...(fault && { fault }) };
    });
    work.count(answer);
    // A read that cannot be committed was one all the same, but nobody knows of what moment.
    if ("fault" in answer) {
      return work.failed({ outcome: "failed", fault: answer.fault });
    }
    return concluded(work, answer.value);
  });
}
