import { describe, expect, test } from "vitest";
import type { Isolation } from "../../../src/scenario/scenario.ts";
import type { SqlTransaction } from "../../../src/sql/database.ts";
import { mariadbMissing } from "../../support/mariadb.ts";
import { withMariadb } from "./opened.ts";

const set = (k: string, n: string) => ({
  statement: { text: `UPDATE t SET n = ${n} WHERE k = ${k}`, readOnly: false },
  values: [],
});

/** Something to wait for. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { open, opened };
}

const table = [
  "CREATE TABLE t (k int PRIMARY KEY, n int) ENGINE=InnoDB",
  "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)",
];

describe.skipIf(mariadbMissing)(`transactions on MariaDB ${mariadbMissing ?? ""}`, () => {
  test.each([
    ["read-committed", "READ COMMITTED"],
    ["repeatable-read", "REPEATABLE READ"],
    ["serializable", "SERIALIZABLE"],
  ] as const)("are %s where that is asked for", (isolation, said) =>
    withMariadb(async ({ database, prepared }) => {
      for (const text of table) await prepared(text);
      const ask =
        "SELECT trx_isolation_level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = CONNECTION_ID()";
      const levelWith = (given: { isolation?: Isolation }) =>
        database.transact(given, async transaction => {
          await transaction.run({ text: "UPDATE t SET n = n + 1", readOnly: false }, []);
          const answer = await transaction.run({ text: ask, readOnly: true }, []);
          return { commit: true, value: answer.outcome === "ok" && answer.rows.rows[0]?.[0] };
        });
      // The server makes this view anew only when nobody has looked at it for 0.1 s.
      const slowly = { interval: 200, timeout: 10_000 };
      const asked = expect.poll(() => levelWith({ isolation }), slowly);
      await asked.toMatchObject({ outcome: "committed", value: said });
      const others = expect.poll(() => levelWith({}), slowly);
      await others.toMatchObject({ value: "REPEATABLE READ" });
    }),
  );

  test("that are read-only refuse writes", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      for (const text of table) await prepared(text);
      const ended = await database.transact({ readOnly: true }, async transaction => {
        const { statement, values } = set("1", "5");
        return { commit: true, value: await transaction.run(statement, values) };
      });
      expect(ended).toMatchObject({
        value: {
          outcome: "failed",
          fault: { code: "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION", kind: "other" },
        },
      });
      expect(await cells("SELECT DISTINCT n FROM t")).toEqual([["0"]]);
    }));

  test("that meet in a deadlock are both done in the end, one of them at its second try", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      for (const text of table) await prepared(text);
      const gates = [gate(), gate()] as const;
      const work = (own: 0 | 1) => {
        const [first, second] = own === 0 ? ["1", "2"] : ["2", "1"];
        return database.transact({}, async transaction => {
          await run(transaction, set(first, "n + 1"));
          gates[own].open();
          await Promise.all(gates.map(({ opened }) => opened));
          const answer = await run(transaction, set(second, "n + 1"));
          const fault = answer.outcome === "ok" ? {} : { fault: answer.fault };
          return { commit: answer.outcome === "ok", value: null, ...fault };
        });
      };
      const both = await Promise.all([work(0), work(1)]);
      expect(both.map(({ outcome }) => outcome)).toEqual(["committed", "committed"]);
      expect(both.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBe(1);
      expect(both.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(3);
      expect(await cells("SELECT k, n FROM t ORDER BY k")).toEqual([
        ["1", "2"],
        ["2", "2"],
        ["3", "0"],
      ]);
    }));

  test("that were given up do nothing more, and commit nothing, whatever their body goes on with", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      for (const text of table) await prepared(text);
      const gates = [gate(), gate()] as const;
      const work = (own: 0 | 1) => {
        const [first, second] = own === 0 ? ["1", "2"] : ["2", "1"];
        return database.transact({ retryConflicts: 0 }, async transaction => {
          await run(transaction, set(first, "n + 1"));
          gates[own].open();
          await Promise.all(gates.map(({ opened }) => opened));
          const answers = [
            await run(transaction, set(second, "n + 1")),
            await run(transaction, set("3", "n + 1")),
          ];
          return { commit: true, value: answers.map(({ outcome }) => outcome) };
        });
      };
      const both = await Promise.all([work(0), work(1)]);
      const lost = both.filter(({ outcome }) => outcome !== "committed");
      expect(lost).toHaveLength(1);
      expect(lost[0]).toMatchObject({ fault: { code: "ER_LOCK_DEADLOCK", kind: "conflict" } });
      // What the winner did, once: the other's update of the third row is not there.
      expect(await cells("SELECT n FROM t ORDER BY k")).toEqual([["1"], ["1"], ["1"]]);
    }));

  test("that waited too long for a lock are rolled back as a whole", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      for (const text of table) await prepared(text);
      const holds = gate();
      const over = gate();
      const holder = database.transact({}, async transaction => {
        await run(transaction, set("1", "10"));
        holds.open();
        await over.opened;
        return { commit: true, value: null };
      });
      await holds.opened;
      const other = await database.transact({ retryConflicts: 0 }, async transaction => {
        const wait = { text: "SET SESSION innodb_lock_wait_timeout = 1", readOnly: true };
        await transaction.run(wait, []);
        await run(transaction, set("2", "20"));
        await run(transaction, set("1", "20"));
        return { commit: true, value: null };
      });
      over.open();
      await holder;
      expect(other).toMatchObject({
        outcome: "failed",
        conflicts: 1,
        fault: { code: "ER_LOCK_WAIT_TIMEOUT", kind: "conflict" },
      });
      expect(await cells("SELECT n FROM t ORDER BY k")).toEqual([["10"], ["0"], ["0"]]);
    }));

  test("end at the first of several statements that fails, and say how those before went", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      for (const text of table) await prepared(text);
      const ended = await database.transact({}, async transaction => {
        const twice = { text: "INSERT INTO t VALUES (1, 1)", readOnly: false };
        const all = [set("2", "7"), { statement: twice, values: [] }, set("3", "7")];
        const answers = await transaction.runAll(all);
        return { commit: false, value: answers };
      });
      expect(ended).toMatchObject({
        outcome: "rolled-back",
        value: [
          { outcome: "ok", rows: { affected: 1 } },
          { outcome: "failed", fault: { code: "ER_DUP_ENTRY", kind: "constraint" } },
        ],
      });
      expect(ended).toHaveProperty("value.length", 2);
      expect(await cells("SELECT DISTINCT n FROM t")).toEqual([["0"]]);
    }));
});

function run(transaction: SqlTransaction, call: ReturnType<typeof set>) {
  return transaction.run(call.statement, call.values);
}
