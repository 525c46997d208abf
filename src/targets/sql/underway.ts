import type { Answer, SqlFault, SqlTransaction } from "../../sql/database.ts";
import type { Transaction } from "../target.ts";

/** A transaction that this target has begun, and what went wrong in it. */
export class Underway implements Transaction {
  readonly isolation: Transaction["isolation"];
  readonly sql: SqlTransaction;
  /** The last, which decides whether the whole is tried again. */
  fault: SqlFault | undefined;

  constructor(isolation: Transaction["isolation"], sql: SqlTransaction) {
    this.isolation = isolation;
    this.sql = sql;
  }

  note(answer: Answer): Answer {
    if (answer.outcome !== "ok") this.fault = answer.fault;
    return answer;
  }
}

/** Throws a TypeError for a transaction of another target. */
export function underway(within: Transaction | undefined): Underway | undefined {
  if (within === undefined || within instanceof Underway) return within;
  throw new TypeError("the transaction is another target's");
}
