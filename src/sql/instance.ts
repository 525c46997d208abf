import type { HostPort } from "../config/sql-settings.ts";
import type { SqlFault } from "./database.ts";
import type { Reply, Send } from "./engine.ts";
import { aborted, unsent } from "./faults.ts";
import type { Acquired, Pool, Pooled } from "./pool.ts";
import { Sharing } from "./sharing.ts";
import { judged, type Limits, supervise } from "./supervision.ts";

export type Role = "writer" | "reader";

/** Nobody has ever answered there: more tries would only make the user wait. */
const silences: ReadonlySet<string> = new Set([
  "ConnectionRefused",
  "ConnectTimeout",
  "ConnectionLost",
  "HostNotFound",
  "HostUnreachable",
]);

/** One instance of a database, by its connections. */
export class InstanceClient {
  readonly endpoint: HostPort;
  readonly role: Role;
  readonly #pool: Pool;
  readonly #readOnlyCodes: ReadonlySet<string>;
  /** Of the statements that keep to the usual time limit. */
  readonly #sharing: { readonly of: Sharing; readonly timeoutMs: number } | undefined;

  /** @param sharedMs the time limit of statements that share connections; absent: each has its own */
  constructor(
    endpoint: HostPort,
    role: Role,
    pool: Pool,
    readOnlyCodes: ReadonlySet<string>,
    sharedMs?: number,
  ) {
    this.endpoint = endpoint;
    this.role = role;
    this.#pool = pool;
    this.#readOnlyCodes = readOnlyCodes;
    if (sharedMs !== undefined) {
      const acquire = () => this.acquire({ timeoutMs: sharedMs });
      this.#sharing = { of: new Sharing(pool, acquire), timeoutMs: sharedMs };
    }
  }

  get waiting(): number {
    return this.#pool.waiting;
  }

  isSilence(code: string): boolean {
    return silences.has(code) && !this.#pool.hasOpened;
  }

  /** Performs a statement, or several in one go, that are a transaction of their own. */
  async run(send: Send, limits: Limits): Promise<Reply> {
    if (limits.signal?.aborted) return unsent(aborted());
    const sharing = this.#sharing?.timeoutMs === limits.timeoutMs ? this.#sharing.of : undefined;
    const got = sharing ? sharing.join(limits.signal) : this.acquire(limits);
    const acquired = got instanceof Promise ? await got : got;
    if (!acquired.ok) return unsent(acquired.fault);
    const { pooled } = acquired;
    const reply = await this.#send(send, pooled, limits, sharing);
    const last = sharing?.leave(pooled) ?? true;
    if (reply.ok) {
      if (last) this.#pool.release(pooled);
      return reply;
    }
    const fault = this.inItsRole(reply.fault, false);
    this.#note(pooled, fault);
    if (last) this.#pool.release(pooled);
    return { ...reply, fault };
  }

  async #send(
    send: Send,
    { connection }: Pooled,
    limits: Limits,
    sharing: Sharing | undefined,
  ): Promise<Reply> {
    // Who waited for the connection may have given up by now.
    if (limits.signal?.aborted) return unsent(aborted());
    const end = supervise(connection, limits, sharing !== undefined);
    return judged(await send(connection), end());
  }

  /** A connection whose server ends what takes longer than the limit. */
  acquire(limits: Limits): Acquired | Promise<Acquired> {
    if (limits.signal?.aborted) return { ok: false, fault: aborted() };
    const got = this.#pool.acquire(limits.signal);
    if (got instanceof Promise) return got.then(acquired => this.#limited(acquired, limits));
    return this.#limited(got, limits);
  }

  #limited(acquired: Acquired, limits: Limits): Acquired | Promise<Acquired> {
    if (!acquired.ok || acquired.pooled.limitMs === limits.timeoutMs) return acquired;
    return this.#limit(acquired.pooled, limits);
  }

  async #limit(pooled: Pooled, limits: Limits): Promise<Acquired> {
    const { connection } = pooled;
    const end = supervise(connection, limits);
    const reply = judged(await connection.limit(limits.timeoutMs), end());
    if (reply.ok) {
      pooled.limitMs = limits.timeoutMs;
      return { ok: true, pooled };
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
    // What we gave up ourselves says nothing of the others.
    if (kind !== "transient") return;
    if (this.#readOnlyCodes.has(code) || !pooled.connection.usable) this.#pool.renew(pooled);
  }
}
