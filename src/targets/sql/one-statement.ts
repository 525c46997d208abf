import type { Database, Rows, RunOptions, SqlValue } from "../../sql/database.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Outcome, Prepared } from "../target.ts";
import { type StatementTemplate, valuesOf } from "./statement-writing.ts";
import { underway } from "./underway.ts";
import { mismatchCode, TypeMismatch } from "./values.ts";
import { conditionFailedCode } from "./verdict.ts";

/** How the rows of a statement are read. */
export interface RowsReading {
  /** Items that it has read or written. */
  items(rows: Rows): number;
  /** What it has read, where that is kept. */
  readonly capture: ((rows: Rows) => TemplateValue) | undefined;
  /** A condition of its own has failed where there are none. */
  readonly findsRows?: boolean;
}

/** An action that is one statement, whatever comes of it: nearly all reads are, so it takes the shortest way. */
export function oneStatement(
  database: Database,
  template: StatementTemplate,
  options: Pick<RunOptions, "route">,
  { items, capture, findsRows = false }: RowsReading,
): Prepared {
  const { statement } = template;
  const { route } = options;
  return async (scope, signal, within) => {
    let values: readonly SqlValue[];
    try {
      values = valuesOf(template, scope);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      return { ...nothingRead, status: "failed", code: mismatchCode, attempts: 0, conflicts: 0 };
    }
    const transaction = underway(within);
    const answer = transaction
      ? transaction.note(await transaction.sql.run(statement, values))
      : await database.run(statement, values, signal ? optionsOf(route, signal) : options);
    const { attempts, conflicts } = answer;
    if (answer.outcome !== "ok") {
      const { code } = answer.fault;
      return { ...nothingRead, status: answer.outcome, code, attempts, conflicts };
    }
    const { rows } = answer;
    if (findsRows && items(rows) === 0) {
      return { ...nothingRead, status: "failed", ...failedCondition, attempts, conflicts };
    }
    const outcome: Outcome = {
      status: "ok",
      attempts,
      throttles: [],
      conflicts,
      items: items(rows),
      consumed: [],
    };
    return capture === undefined ? outcome : { ...outcome, captured: capture(rows) };
  };
}

const failedCondition = { code: conditionFailedCode, conditionFailed: true } as const;
const nothingRead = { throttles: [], items: 0, consumed: [] } as const;

function optionsOf(route: RunOptions["route"], signal: AbortSignal): RunOptions {
  return route === undefined ? { signal } : { route, signal };
}
