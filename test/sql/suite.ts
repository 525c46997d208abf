import { describe, expect, test, vi } from "vitest";
import { defaultPool, type SqlSettings } from "../../src/config/sql-settings.ts";
import type { Isolation } from "../../src/scenario/scenario.ts";
import type { Database, SqlTransaction } from "../../src/sql/database.ts";
import { seeded } from "../support/fault-proxy.ts";
import { once } from "../support/tcp-proxy.ts";
import { type Lab, statementFor, withLab } from "./lab.ts";

export interface Suite {
  /** A new, empty database. */
  readonly fresh: () => Promise<SqlSettings>;
  /** That another transaction was in the way. */
  readonly conflictCodes: readonly string[];
  /** A statement that takes ten seconds. */
  readonly sleep: string;
  /** What is sent when the statement of this name, or `commit`, is performed. */
  readonly performed: (name: string) => RegExp;
  /** Long reads are fetched in parts; else all that is left of one goes with its connection. */
  readonly cursors: boolean;
}

/** What the client of every engine keeps to. Faults of the network are synthetic: a proxy's. */
export function describeClient(suite: Suite): void {
  const { fresh, conflictCodes, sleep, performed, cursors } = suite;
  const lab = (change: Parameters<typeof withLab>[1], use: (lab: Lab) => Promise<void>) => () =>
    withLab(fresh, change, async opened => {
      const make = "CREATE TABLE marks (id int PRIMARY KEY, times int NOT NULL)";
      await opened.truth.run({ text: make, readOnly: false }, []);
      await use(opened);
    });

  const insert = (database: Database) =>
    statementFor(database, "INSERT INTO marks VALUES (?, 1)", { name: "mark" });

  const count = "SELECT count(*) FROM marks";

  describe("a write", () => {
    test(
      "whose connection is cut is unknown, whether or not it was performed",
      lab({}, async ({ database, proxy, value }) => {
        proxy.faults = once(performed("mark"), "cutBefore");
        const before = await database.run(insert(database), ["1"]);
        expect(before).toMatchObject({
          outcome: "unknown",
          fault: { code: "ConnectionLost" },
          attempts: 1,
        });
        expect(await value(count)).toBe("0");
        proxy.faults = once(performed("mark"), "cutAfter");
        const after = await database.run(insert(database), ["1"]);
        expect(after).toMatchObject({
          outcome: "unknown",
          fault: { code: "ConnectionLost" },
          attempts: 1,
        });
        await vi.waitFor(async () => expect(await value(count)).toBe("1"));
      }),
    );

    test(
      "that may be sent twice is, and goes well",
      lab({}, async ({ database, proxy, value }) => {
        await database.run(insert(database), ["1"]);
        const text = "UPDATE marks SET times = 7 WHERE id = ?";
        const update = statementFor(database, text, { name: "set", idempotent: true });
        proxy.faults = once(performed("set"), "cutAfter");
        expect(await database.run(update, ["1"])).toMatchObject({ outcome: "ok", attempts: 2 });
        expect(await value("SELECT times FROM marks")).toBe("7");
      }),
    );

    test(
      "that breaks a rule of the table fails at once",
      lab({}, async ({ database }) => {
        await database.run(insert(database), ["1"]);
        const answer = await database.run(insert(database), ["1"]);
        expect(answer).toMatchObject({
          outcome: "failed",
          fault: { kind: "constraint" },
          attempts: 1,
        });
      }),
    );

    test(
      "that is never answered is unknown after its time",
      lab({ statementTimeoutMs: 200 }, async ({ database, proxy, value }) => {
        proxy.faults = once(performed("mark"), "silence");
        const answer = await database.run(insert(database), ["1"]);
        expect(answer).toMatchObject({ outcome: "unknown", fault: { code: "Timeout" } });
        expect(await value(count)).toBe("0");
      }),
    );
  });

  describe("a read", () => {
    test(
      "is never unknown: cut or unanswered, it is sent again",
      lab({ statementTimeoutMs: 200 }, async ({ database, proxy }) => {
        const read = statementFor(database, count, { name: "count" });
        for (const fault of ["cutBefore", "cutAfter", "silence"] as const) {
          proxy.faults = once(performed("count"), fault);
          expect(await database.run(read, [])).toMatchObject({ outcome: "ok", attempts: 2 });
        }
      }),
    );

    test(
      "that takes too long is ended by the server, which keeps its connection",
      lab({ statementTimeoutMs: 100 }, async ({ database, proxy }) => {
        const answer = await database.run(statementFor(database, sleep), []);
        expect(answer).toMatchObject({
          outcome: "failed",
          fault: { code: "Timeout", kind: "other" },
          attempts: 1,
        });
        await database.run(statementFor(database, count), []);
        expect(proxy.connections).toBe(1);
      }),
    );

    test(
      "that is aborted ends at once, on the server, too",
      lab({}, async ({ database, truth }) => {
        const controller = new AbortController();
        const { signal } = controller;
        const running = database.run(statementFor(database, sleep), [], { signal });
        await vi.waitFor(async () => expect(await sleeping(truth)).toBe(1));
        controller.abort();
        expect(await running).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
        await vi.waitFor(async () => expect(await sleeping(truth)).toBe(0));
        const late = await database.run(statementFor(database, count), [], { signal });
        expect(late).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
      }),
    );
  });

  describe("a transaction", () => {
    const mark = (database: Database) => async (transaction: SqlTransaction) => {
      const answer = await transaction.run(insert(database), ["1"]);
      if (answer.outcome === "ok") return { commit: true, value: "marked" };
      return { commit: false, value: "not", fault: answer.fault };
    };

    test.each(["cutBefore", "cutAfter"] as const)(
      "that is cut before its commit (%s) is performed again, and in effect once",
      fault =>
        lab({}, async ({ database, proxy, value }) => {
          proxy.faults = once(performed("mark"), fault);
          const answer = await database.transact({}, mark(database));
          expect(answer).toMatchObject({
            outcome: "committed",
            value: "marked",
            attempts: 2,
            conflicts: 0,
          });
          expect(await value(count)).toBe("1");
        })(),
    );

    test(
      "whose commit has no answer is unknown, and never sent again",
      lab({}, async ({ database, proxy, value }) => {
        proxy.faults = once(performed("commit"), "cutBefore");
        const before = await database.transact({}, mark(database));
        expect(before).toMatchObject({ outcome: "unknown", attempts: 1 });
        expect(await value(count)).toBe("0");
        proxy.faults = once(performed("commit"), "cutAfter");
        const after = await database.transact({}, mark(database));
        expect(after).toMatchObject({ outcome: "unknown", attempts: 1 });
        expect(await value(count)).toBe("1");
      }),
    );

    test(
      "that only reads is read again when its commit has no answer",
      lab({}, async ({ database, proxy }) => {
        proxy.faults = once(performed("commit"), "cutAfter");
        const answer = await database.transact({ readOnly: true }, async transaction => {
          const { outcome } = await transaction.run(statementFor(database, count), []);
          return { commit: true, value: outcome };
        });
        expect(answer).toMatchObject({ outcome: "committed", value: "ok", attempts: 2 });
      }),
    );

    test(
      "is rolled back when its body says so, or throws",
      lab({}, async ({ database, value }) => {
        const back = await database.transact({}, async transaction => {
          await transaction.run(insert(database), ["1"]);
          return { commit: false, value: 5 };
        });
        expect(back).toEqual({ outcome: "rolled-back", value: 5, attempts: 1, conflicts: 0 });
        const thrown = database.transact({}, async transaction => {
          await transaction.run(insert(database), ["1"]);
          throw new Error("no");
        });
        await expect(thrown).rejects.toThrow("no");
        expect(await value(count)).toBe("0");
      }),
    );

    test(
      "runs statements in one go, up to the first that fails",
      lab({}, async ({ database, value }) => {
        const calls = ["1", "2", "1", "3"].map(id => ({
          statement: insert(database),
          values: [id],
        }));
        const answer = await database.transact({}, async transaction => {
          const answers = await transaction.runAll(calls);
          return { commit: false, value: answers.map(({ outcome }) => outcome) };
        });
        expect(answer).toMatchObject({ outcome: "rolled-back", value: ["ok", "ok", "failed"] });
        expect(await value(count)).toBe("0");
      }),
    );

    test(
      "that writes where only reads are allowed fails at once",
      lab({}, async ({ database, value }) => {
        const answer = await database.transact({ readOnly: true }, mark(database));
        expect(answer).toMatchObject({ outcome: "rolled-back", value: "not", attempts: 1 });
        expect(await value(count)).toBe("0");
      }),
    );

    const transfers = async ({ database, truth, value }: Lab, isolation: Isolation) => {
      for (const id of ["1", "2"]) await truth.run(insert(truth), [id]);
      const read = statementFor(database, "SELECT times FROM marks WHERE id = ?", { name: "r" });
      const write = statementFor(database, "UPDATE marks SET times = ? WHERE id = ?", {
        name: "w",
      });
      // In the order of the rows: databases take a second to find two that wait for each other.
      const transfer = (amount: number) =>
        database.transact({ isolation, retryConflicts: 1_000 }, async transaction => {
          for (const [id, by] of [
            ["1", -amount],
            ["2", amount],
          ] as const) {
            const found = await transaction.run(read, [id]);
            if (found.outcome !== "ok") return { commit: false, value: 0, fault: found.fault };
            const times = Number(found.rows.rows[0]?.[0]) + by;
            const set = await transaction.run(write, [String(times), id]);
            if (set.outcome !== "ok") return { commit: false, value: 0, fault: set.fault };
          }
          return { commit: true, value: 1 };
        });
      const all = await Promise.all(Array.from({ length: 24 }, (_, n) => transfer(n)));
      expect(all.map(({ outcome }) => outcome)).toEqual(Array(24).fill("committed"));
      const conflicts = all.reduce((sum, answer) => sum + answer.conflicts, 0);
      return { conflicts, sum: await value("SELECT sum(times) FROM marks") };
    };

    test(
      "that is serializable is tried until it does not conflict, and no update is lost",
      lab({}, async opened => {
        const { conflicts, sum } = await transfers(opened, "serializable");
        expect(sum).toBe("2");
        expect(conflicts).toBeGreaterThan(0);
      }),
    );

    test(
      "is not tried again after a conflict where it is not to be",
      lab({}, async ({ database, truth }) => {
        for (const id of ["1", "2"]) await truth.run(insert(truth), [id]);
        const bump = statementFor(database, "UPDATE marks SET times = times + 1 WHERE id = ?");
        let first = 0;
        const met = gate();
        const crossing = (ids: readonly string[]) =>
          database.transact({ retryConflicts: 0 }, async transaction => {
            for (const id of ids) {
              const answer = await transaction.run(bump, [id]);
              if (answer.outcome !== "ok")
                return { commit: false, value: answer.fault.code, fault: answer.fault };
              first += 1;
              if (first === 2) met.open();
              await met.opened;
            }
            return { commit: true, value: "" };
          });
        const answers = await Promise.all([crossing(["1", "2"]), crossing(["2", "1"])]);
        const lost = answers.filter(({ outcome }) => outcome === "rolled-back");
        expect(lost).toHaveLength(1);
        expect(lost[0]).toMatchObject({ attempts: 1, conflicts: 1 });
        expect(conflictCodes).toContain(lost[0] && "value" in lost[0] ? lost[0].value : "");
      }),
    );

    test(
      "has an exact account under cuts at any moment (seed 7)",
      lab({ maxAttempts: 50 }, async ({ database, proxy, truth }) => {
        // An instance that has never answered is given up at once.
        await database.run(statementFor(database, count), []);
        const random = seeded(7);
        proxy.faults = () => {
          const drawn = random();
          return drawn < 0.03 ? "cutBefore" : drawn < 0.06 ? "cutAfter" : undefined;
        };
        const ids = Array.from({ length: 200 }, (_, n) => String(n));
        const bump = statementFor(database, "UPDATE marks SET times = times + 1 WHERE id = ?");
        const answers = await Promise.all(
          ids.map(id =>
            database.transact({}, async transaction => {
              const added = await transaction.run(insert(database), [id]);
              if (added.outcome !== "ok") return { commit: false, value: id, fault: added.fault };
              const bumped = await transaction.run(bump, [id]);
              if (bumped.outcome !== "ok") return { commit: false, value: id, fault: bumped.fault };
              return { commit: true, value: id };
            }),
          ),
        );
        const stored = await truth.run({ text: "SELECT id, times FROM marks", readOnly: true }, []);
        const times = new Map(
          stored.outcome === "ok" ? stored.rows.rows.map(([id, n]) => [id, n]) : [],
        );
        const outcomes = new Set<string>();
        for (const [at, { outcome }] of answers.entries()) {
          outcomes.add(outcome);
          const found = times.get(String(at));
          if (outcome === "committed") expect(found).toBe("2");
          else if (outcome === "unknown") expect([undefined, "2"]).toContain(found);
          else expect(found).toBeUndefined();
        }
        expect([...outcomes].sort()).toEqual(["committed", "unknown"]);
      }),
    );
  });

  describe("instances", () => {
    test(
      "are opened again where they come back",
      lab({}, async ({ database, proxy }) => {
        const read = statementFor(database, count);
        await database.run(read, []);
        await proxy.refuse();
        const running = database.run(read, []);
        const first = database.run(insert(database), ["1"]);
        await proxy.accept();
        expect(await running).toMatchObject({ outcome: "ok" });
        expect(await first).toMatchObject({ outcome: "ok" });
      }),
    );

    test(
      "that were never there are not waited for",
      lab({}, async ({ database, proxy }) => {
        await proxy.refuse();
        const answer = await database.run(statementFor(database, count), []);
        expect(answer).toMatchObject({
          outcome: "failed",
          fault: { code: "ConnectionRefused", kind: "transient" },
          attempts: 1,
        });
        await proxy.accept();
      }),
    );

    test(
      "take no more connections than allowed, in turn",
      lab({ pool: { ...defaultPool, max: 2 } }, async ({ database, proxy }) => {
        const read = statementFor(database, count);
        const all = await Promise.all(Array.from({ length: 20 }, () => database.run(read, [])));
        expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(["ok"]));
        expect(proxy.connections).toBe(2);
        expect(database.waiting()).toBe(0);
      }),
    );

    test(
      "tell who waits too long for a connection",
      lab({ pool: { ...defaultPool, max: 1, acquireTimeoutMs: 50 } }, async ({ database }) => {
        // To open it may take longer than anybody waits.
        const read = statementFor(database, count);
        await vi.waitFor(async () =>
          expect(await database.run(read, [])).toMatchObject({ outcome: "ok" }),
        );
        const held = gate();
        const leave = gate();
        const transaction = database.transact({}, async () => {
          held.open();
          await leave.opened;
          return { commit: true, value: 0 };
        });
        await held.opened;
        const answer = await database.run(statementFor(database, count), []);
        expect(answer).toMatchObject({
          outcome: "failed",
          fault: { code: "PoolExhausted" },
          attempts: 1,
        });
        leave.open();
        expect(await transaction).toMatchObject({ outcome: "committed" });
      }),
    );

    test(
      "that read only take the reads, and the writer does while they are away",
      lab({ replicated: true }, async ({ database, proxy, reader }) => {
        const read = statementFor(database, count, { name: "reading" });
        const sentTo = ({ sent }: { readonly sent: readonly string[] }) =>
          sent.filter(text => performed("reading").test(text)).length;
        expect(await database.run(read, [])).toMatchObject({ outcome: "ok", attempts: 1 });
        expect([sentTo(reader) > 0, sentTo(proxy)]).toEqual([true, 0]);
        await reader.refuse();
        const away = await Promise.all(Array.from({ length: 10 }, () => database.run(read, [])));
        expect(new Set(away.map(({ outcome }) => outcome))).toEqual(new Set(["ok"]));
        expect(sentTo(proxy)).toBeGreaterThan(0);
        await reader.accept();
        const before = sentTo(reader);
        await vi.waitFor(async () => {
          await database.run(read, []);
          expect(sentTo(reader)).toBeGreaterThan(before);
        }, 10_000);
        expect(await database.run(insert(database), ["1"])).toMatchObject({ outcome: "ok" });
        const routed = sentTo(proxy);
        await database.run(read, [], { route: "write" });
        expect(sentTo(proxy)).toBe(routed + 1);
      }),
    );

    test(
      "tell of themselves",
      lab({ replicated: true }, async ({ database, proxy, reader }) => {
        const told = await database.instances();
        expect(told.map(({ endpoint, role }) => [endpoint, role])).toEqual([
          [`127.0.0.1:${proxy.port}`, "writer"],
          [`127.0.0.1:${reader.port}`, "reader"],
        ]);
        expect(told[0]).toMatchObject({ readOnly: false, lagMs: null });
        expect(told[0]?.connections).toBeGreaterThan(0);
        expect(told[0]?.maxConnections).toBeGreaterThan(1);
      }),
    );
  });

  test(
    "a long read comes in parts, from one snapshot",
    lab({}, async ({ database, truth }) => {
      const many = Array.from({ length: 2_500 }, (_, n) => `(${n}, 1)`).join();
      await truth.run({ text: `INSERT INTO marks VALUES ${many}`, readOnly: false }, []);
      const read = statementFor(database, "SELECT id, times FROM marks WHERE id >= ? ORDER BY id");
      const sizes: number[] = [];
      const ids: unknown[] = [];
      for await (const { rows, columns } of database.stream(read, ["10"])) {
        if (sizes.length === 0)
          await truth.run({ text: "UPDATE marks SET times = 2", readOnly: false }, []);
        expect(columns.map(({ name }) => name)).toEqual(["id", "times"]);
        for (const [id, times] of rows) {
          ids.push(id);
          expect(times).toBe("1");
        }
        sizes.push(rows.length);
      }
      expect(ids).toEqual(Array.from({ length: 2_490 }, (_, n) => String(n + 10)));
      expect(sizes.length).toBeGreaterThan(1);
    }),
  );

  test(
    "a long read that would write is refused once, and leaves all connections as they were",
    lab({}, async ({ database, proxy, value }) => {
      await database.run(statementFor(database, count), []);
      const write = statementFor(database, "UPDATE marks SET times = 3", { readOnly: true });
      const reading = async () => {
        for await (const _ of database.stream(write, []));
      };
      await expect(reading()).rejects.toMatchObject({
        message: expect.stringMatching(/read.only/i),
      });
      expect(proxy.sent.filter(sent => /UPDATE marks/.test(sent))).toHaveLength(1);
      await value(count);
      await database.run(statementFor(database, count), []);
      expect(proxy.connections).toBe(1);
    }),
  );

  test(
    "a long read that nobody reads to its end is in nobody's way",
    lab({}, async ({ database, truth, proxy }) => {
      const many = Array.from({ length: 5_000 }, (_, n) => `(${n}, 1)`).join();
      await truth.run({ text: `INSERT INTO marks VALUES ${many}`, readOnly: false }, []);
      for await (const _ of database.stream(statementFor(database, "SELECT id FROM marks"), []))
        break;
      expect(await database.run(statementFor(database, count), [])).toMatchObject({
        outcome: "ok",
      });
      expect(proxy.connections).toBe(cursors ? 1 : 2);
    }),
  );

  async function sleeping(database: Database): Promise<number> {
    const { engine } = database;
    const text =
      engine === "postgres"
        ? "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ILIKE '%sleep(%' AND pid <> pg_backend_pid()"
        : "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%sleep(%' AND id <> connection_id()";
    const answer = await database.run({ text, readOnly: true }, []);
    return answer.outcome === "ok" ? Number(answer.rows.rows[0]?.[0]) : -1;
  }
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open };
}
