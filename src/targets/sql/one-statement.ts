import type { Database, Rows, RunOptions, SqlValue } from "../../sql/database.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Outcome, Prepared } from "../target.ts";
import { type StatementTemplate, valuesOf } from "./statement-writing.ts";
import { underway } from "./underway.ts";
import { mismatchCode, TypeMismatch } from "./values.ts";

/** How the rows of a statement are read. */
export interface RowsReading {
  /** Items that it has read or written. */
  items(rows: Rows): number;
  /** What it has read, where that is kept. */
  readonly capture: ((rows: Rows) => TemplateValue) | undefined;
}

/** An action that is one statement, whatever comes of it: nearly all reads are, so it takes the shortest way. */
export function oneStatement(
  database: Database,
  template: StatementTemplate,
  options: Pick<RunOptions, "route">,
  { items, capture }: RowsReading,
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

const nothingRead = { throttles: [], items: 0, consumed: [] } as const;

function optionsOf(route: RunOptions["route"], signal: AbortSignal): RunOptions {
  return route === undefined ? { signal } : { route, signal };
}
