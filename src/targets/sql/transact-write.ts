import type { TransactWriteAction } from "../../scenario/scenario.ts";
import type { Call } from "../../sql/database.ts";
import type { Scope } from "../../template/scope.ts";
import type { Outcome, Prepared } from "../target.ts";
import { lockOrder } from "./lock-order.ts";
import { MemberScope } from "./member-scope.ts";
import type { Preparation } from "./preparation.ts";
import { type StatementTemplate, valuesOf } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import type { Underway } from "./underway.ts";
import { done, type Verdict } from "./verdict.ts";
import { preparedWork, Work } from "./work.ts";
import { planOf } from "./write.ts";

/**
 * Items written together or not at all: all statements go at once, since what one member says of its
 * item no other depends on. `tables` are the members'.
 */
export function prepareTransactWrite(
  preparation: Preparation,
  { members }: TransactWriteAction,
  tables: readonly SqlTable[],
): Prepared {
  const { database, dialect, retryConflicts } = preparation;
  const plans = members.flatMap((member, position) => {
    const table = tables[position];
    return table === undefined ? [] : [planOf(preparation, member, table)];
  });
  const orderOf = lockOrder(plans, tables);
  const unlocked = !dialect.locksAbsence && plans.some(plan => plan.reliesOnAbsence);
  const how = { retryConflicts, ...(unlocked && { isolation: "serializable" as const }) };
  const certain = plans.flatMap(plan => plan.certain ?? []);
  const together = certain.length === plans.length && plans.length > 0 && database.runTogether;
  const written = members.filter(({ kind }) => kind !== "check").length;

  const writeAll = async (within: Underway, scope: MemberScope): Promise<Verdict> => {
    const order = orderOf(scope).flatMap(member => {
      const plan = plans[member];
      return plan === undefined ? [] : [{ member, plan }];
    });
    const calls = order.map(({ member, plan }) =>
      callOf(plan.first(scope.at(member)), scope.at(member)),
    );
    const answers = await within.sql.runAll(calls);
    const inside = new Work(database, within, {});
    for (const [position, { member, plan }] of order.entries()) {
      const answer = answers[position];
      // What follows the first that is not ok was not performed.
      if (answer === undefined) break;
      const verdict = await plan.settle(within.note(answer), inside, scope.at(member));
      if (verdict.kind !== "done") return verdict;
    }
    return done;
  };

  return preparedWork(database, { route: "write" }, async (work, scope: Scope) => {
    const own = new MemberScope(scope);
    if (together && work.within === undefined) {
      const calls = orderOf(own).flatMap(member => {
        const template = certain[member];
        return template ? [callOf(template, own.at(member))] : [];
      });
      const answer = work.count(await together(calls, { ...work.options, retryConflicts }));
      return outcomeOf(answer.outcome === "ok" ? done : { kind: "fault", answer }, work, written);
    }
    const verdict = await work.transact(how, within => writeAll(within, own));
    return outcomeOf(verdict, work, written);
  });
}

function callOf(template: StatementTemplate, scope: Scope): Call {
  return { statement: template.statement, values: valuesOf(template, scope) };
}

/** In the words that DynamoDB has for a transaction. */
function outcomeOf(verdict: Verdict, work: Work, written: number): Outcome {
  switch (verdict.kind) {
    case "done":
      work.items = written;
      return work.ok();
    case "condition-failed":
      return work.refused("TransactionCanceled: ConditionalCheckFailed", true);
    case "attribute-missing":
      return work.refused("TransactionCanceled: ValidationError");
    case "fault":
      return work.failed(verdict.answer);
    default:
      return verdict satisfies never;
  }
}
