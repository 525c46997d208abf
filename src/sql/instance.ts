import type { HostPort } from "../config/sql-settings.ts";
import type { SqlFault } from "./database.ts";
import type { Call, Reply } from "./engine.ts";
import { aborted, unsent } from "./faults.ts";
import type { Acquired, Pool, Pooled } from "./pool.ts";
import { judged, type Limits, supervise } from "./supervision.ts";

export type Role = "writer" | "reader";

/** Nobody has ever answered there: more tries would only make the user wait. */
const silences: ReadonlySet<string> = new Set([
  "ConnectionRefused",
  "ConnectTimeout",
  "HostNotFound",
  "HostUnreachable",
]);

/** One instance of a database, by its connections. */
export class InstanceClient {
  readonly endpoint: HostPort;
  readonly role: Role;
  readonly #pool: Pool;
  readonly #readOnlyCodes: ReadonlySet<string>;

  constructor(endpoint: HostPort, role: Role, pool: Pool, readOnlyCodes: ReadonlySet<string>) {
    this.endpoint = endpoint;
    this.role = role;
    this.#pool = pool;
    this.#readOnlyCodes = readOnlyCodes;
  }

  get waiting(): number {
    return this.#pool.waiting;
  }

  isSilence(code: string): boolean {
    return silences.has(code) && !this.#pool.hasOpened;
  }

  /** Performs one statement on a connection of its own. */
  async run({ statement, values }: Call, limits: Limits): Promise<Reply> {
    const acquired = await this.acquire(limits);
    if (!acquired.ok) return unsent(acquired.fault);
    const { pooled } = acquired;
    const end = supervise(pooled.connection, limits);
    const reply = judged(await pooled.connection.run(statement, values), end());
    if (reply.ok) {
      this.#pool.release(pooled);
      return reply;
    }
    const fault = this.inItsRole(reply.fault, false);
    this.release(pooled, fault);
    return { ...reply, fault };
  }

  /** A connection whose server ends what takes longer than the limit. */
  async acquire({ timeoutMs, signal }: Limits): Promise<Acquired> {
    if (signal?.aborted) return { ok: false, fault: aborted() };
    const got = this.#pool.acquire(signal);
    const acquired = got instanceof Promise ? await got : got;
    if (!acquired.ok || acquired.pooled.limitMs === timeoutMs) return acquired;
    const { pooled } = acquired;
    const end = supervise(pooled.connection, { timeoutMs, signal, shared: false });
    const reply = judged(await pooled.connection.limit(timeoutMs), end());
    if (reply.ok) {
      pooled.limitMs = timeoutMs;
      return acquired;
    }
    this.release(pooled, reply.fault);
    return { ok: false, fault: reply.fault };
  }

  /** Takes a connection back, with what went wrong on it. */
  release(pooled: Pooled, fault?: SqlFault): void {
    if (fault) this.#note(pooled, fault);
    this.#pool.release(pooled);
  }

  probe(): Promise<boolean> {
    return this.#pool.probe();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** What takes no writes by its role, or by its transaction's, takes them no better the next time. */
  inItsRole(fault: SqlFault, readOnly: boolean): SqlFault {
    const expected = readOnly || this.role === "reader";
    return expected && this.#readOnlyCodes.has(fault.code) ? { ...fault, kind: "other" } : fault;
  }

  /**
   * A writer that takes no writes is another's reader by now, and a lost connection may be one of
   * many: the endpoint is asked anew where it leads.
   */
  #note(pooled: Pooled, { code, kind }: SqlFault): void {
    const demoted = this.#readOnlyCodes.has(code) && kind === "transient";
    if (demoted || !pooled.connection.usable) this.#pool.renew(pooled);
  }
}
