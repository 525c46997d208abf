import type { Isolation } from "../scenario/scenario.ts";
import type { Answer, Call, SqlFault, SqlStatement, SqlTransaction, SqlValue } from "./database.ts";
import type { Reply, ServerConnection } from "./engine.ts";
import { aborted, connectionLost, unsent } from "./faults.ts";
import { judged, type Limits, supervise } from "./supervision.ts";

/** A transaction under way on a connection of its own. */
export class RunningTransaction implements SqlTransaction {
  readonly isolation: Isolation | undefined;
  /** What first went wrong in it. */
  fault: SqlFault | undefined;
  readonly #connection: ServerConnection;
  readonly #limits: Limits;
  #open = false;

  constructor(connection: ServerConnection, limits: Limits, isolation: Isolation | undefined) {
    this.#connection = connection;
    this.#limits = limits;
    this.isolation = isolation;
  }

  async begin(readOnly: boolean): Promise<Reply> {
    const { isolation } = this;
    const options = { readOnly, ...(isolation !== undefined && { isolation }) };
    const reply = await this.#perform(connection => connection.begin(options));
    this.#open = reply.ok;
    return reply;
  }

  async run(statement: SqlStatement, values: readonly SqlValue[]): Promise<Answer> {
    return answerOf(await this.#perform(connection => connection.run(statement, values)));
  }

  async runAll(calls: readonly Call[]): Promise<readonly Answer[]> {
    const refusal = this.#refusal();
    if (refusal) return calls.length === 0 ? [] : [answerOf(unsent(refusal))];
    const end = supervise(this.#connection, this.#limits);
    const replies = await this.#connection.runAll(calls);
    const verdict = end();
    return replies.map(reply => answerOf(this.#noted(judged(reply, verdict))));
  }

  /** Not sent when what went wrong before has already ended the transaction. */
  async commit(): Promise<Reply> {
    const { fault } = this;
    if (fault && (fault.kind === "conflict" || fault.kind === "transient")) return unsent(fault);
    const reply = await this.#perform(connection => connection.commit());
    if (reply.ok) this.#open = false;
    return reply.ok || reply.effect === "possible" || !fault ? reply : unsent(fault);
  }

  /** Rolls back what is not committed. A connection on which that fails is cut. */
  async end(): Promise<void> {
    if (!this.#open || !this.#connection.usable) return;
    const end = supervise(this.#connection, { ...this.#limits, signal: undefined });
    const reply = await this.#connection.rollback();
    end();
    if (!reply.ok) this.#connection.destroy();
  }

  async #perform(perform: (connection: ServerConnection) => Promise<Reply>): Promise<Reply> {
    const refusal = this.#refusal();
    if (refusal) return this.#noted(unsent(refusal));
    const end = supervise(this.#connection, this.#limits);
    return this.#noted(judged(await perform(this.#connection), end()));
  }

  #refusal(): SqlFault | undefined {
    if (this.#limits.signal?.aborted) return aborted();
    return this.#connection.usable ? undefined : (this.fault ?? connectionLost());
  }

  #noted(reply: Reply): Reply {
    if (!reply.ok) this.fault ??= reply.fault;
    return reply;
  }
}

/** Whatever a statement did goes with its transaction. */
function answerOf(reply: Reply): Answer {
  if (reply.ok) return { outcome: "ok", rows: reply.rows, attempts: 1, conflicts: 0 };
  const { fault } = reply;
  return { outcome: "failed", fault, attempts: 1, conflicts: fault.kind === "conflict" ? 1 : 0 };
}
