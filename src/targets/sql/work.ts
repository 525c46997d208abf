import type {
  Answer,
  Database,
  RunOptions,
  SqlFault,
  SqlStatement,
  SqlValue,
  TransactOptions,
} from "../../sql/database.ts";
import type { Scope, TemplateValue } from "../../template/scope.ts";
import type { Outcome, Prepared, Transaction } from "../target.ts";
import { type StatementTemplate, valuesOf } from "./statement-writing.ts";
import { Underway, underway } from "./underway.ts";
import { mismatchCode, TypeMismatch } from "./values.ts";
import type { Verdict } from "./verdict.ts";

/** Of a transaction for which nobody has asked for another. */
const serversOwn = "read-committed";

/** One operation: its statements, on the database or within a transaction, and the account of them. */
export class Work {
  /** Items read or written so far. */
  items = 0;
  /** Statements that it takes when nothing goes wrong. */
  requests = 1;
  readonly #database: Database;
  /** The transaction that it is a part of. */
  readonly within: Underway | undefined;
  readonly options: RunOptions;
  #attempts = 0;
  #conflicts = 0;

  constructor(database: Database, within: Underway | undefined, options: RunOptions) {
    this.#database = database;
    this.within = within;
    this.options = options;
  }

  /** @throws DynError when a template cannot be evaluated, TypeMismatch for a value that its column cannot hold */
  async run(template: StatementTemplate, scope: Scope): Promise<Answer> {
    return this.perform(template.statement, valuesOf(template, scope));
  }

  async perform(statement: SqlStatement, values: readonly SqlValue[]): Promise<Answer> {
    const { within } = this;
    const answer = within
      ? within.note(await within.sql.run(statement, values))
      : await this.#database.run(statement, values, this.options);
    return this.count(answer);
  }

  /** Performs a body as one transaction, or as a part of the one that the operation is in. */
  async transact(
    how: Pick<TransactOptions, "isolation" | "retryConflicts">,
    body: (within: Underway) => Promise<Verdict>,
  ): Promise<Verdict> {
    if (this.within) {
      this.#attempts += 1;
      return body(this.within);
    }
    const { signal } = this.options;
    const options = { ...how, ...(signal && { signal }) };
    const answer = await this.#database.transact(options, async sql => {
      const within = new Underway(sql.isolation ?? serversOwn, sql);
      const value = await body(within);
      if (value.kind === "done") return { commit: true, value };
      const { fault } = within;
      return { commit: false, value, ...(fault && { fault }) };
    });
    const ended = this.count(answer);
    return "value" in ended ? ended.value : { kind: "fault", answer: ended };
  }

  /** What was performed elsewhere. */
  count<Counted extends Pick<Answer, "attempts" | "conflicts">>(answer: Counted): Counted {
    this.#attempts += answer.attempts;
    this.#conflicts += answer.conflicts;
    return answer;
  }

  ok(captured?: TemplateValue): Outcome {
    return this.#ended("ok", captured === undefined ? undefined : { captured });
  }

  failed({ outcome, fault }: { outcome: "failed" | "unknown"; fault: SqlFault }): Outcome {
    return this.#ended(outcome, { code: fault.code });
  }

  /** A condition of its own does not hold, or it asks for something that makes no sense. */
  refused(code: string, conditionFailed = false): Outcome {
    return this.#ended("failed", { code, ...(conditionFailed && { conditionFailed }) });
  }

  #ended(status: Outcome["status"], more: Partial<Outcome> | undefined): Outcome {
    const { requests } = this;
    return {
      status,
      ...more,
      attempts: this.#attempts,
      ...(requests > 1 && { requests }),
      throttles: [],
      conflicts: this.#conflicts,
      items: this.items,
      consumed: [],
    };
  }
}

/** An action as the engine calls it; a value that its column cannot hold is an outcome. */
export function preparedWork(
  database: Database,
  options: Pick<RunOptions, "route">,
  perform: (work: Work, scope: Scope) => Promise<Outcome>,
): Prepared {
  return async (scope: Scope, signal?: AbortSignal, within?: Transaction) => {
    const runOptions = signal === undefined ? options : { ...options, signal };
    const work = new Work(database, underway(within), runOptions);
    try {
      return await perform(work, scope);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      return work.refused(mismatchCode);
    }
  };
}
