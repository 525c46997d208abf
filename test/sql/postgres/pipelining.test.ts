import { describe, expect, test } from "vitest";
import { defaultPool } from "../../../src/config/sql-settings.ts";
import { seeded } from "../../support/fault-proxy.ts";
import { freshDatabase } from "../../support/postgres.ts";
import { type Lab, withLab } from "../lab.ts";

const few = { pool: { ...defaultPool, max: 2 }, pipelining: true, maxAttempts: 50 };
const lab = (use: (lab: Lab) => Promise<void>) => () =>
  withLab(freshDatabase, few, async opened => {
    const text = "CREATE TABLE marks (id int PRIMARY KEY)";
    await opened.truth.run({ text, readOnly: false }, []);
    await use(opened);
  });

const echo = { text: "SELECT 100 / $1::int", name: "echo", readOnly: true };
const mark = { text: "INSERT INTO marks VALUES ($1)", name: "mark", readOnly: false };
const numbers = Array.from({ length: 60 }, (_, n) => n);

describe("pipelined statements", () => {
  test(
    "share connections, and each gets its own answer; one that fails fails alone",
    lab(async ({ database, proxy }) => {
      const answers = await Promise.all(numbers.map(n => database.run(echo, [String(n)])));
      const got = answers.map(answer =>
        answer.outcome === "ok" ? answer.rows.rows[0]?.[0] : answer.fault.code,
      );
      const whole = numbers.slice(1).map(n => String(Math.floor(100 / n)));
      expect(got).toEqual(["22012", ...whole]);
      expect(proxy.connections).toBe(2);
      const together = proxy.sent.filter(sent => sent.split("echo").length > 2);
      expect(together.length).toBeGreaterThan(0);
    }),
  );

  test(
    "that cannot be prepared fail for that alone, each at its first try",
    lab(async ({ database, proxy }) => {
      await database.run(echo, ["1"]);
      const missing = { text: "SELECT * FROM missing", name: "missing", readOnly: true };
      const answers = await Promise.all(numbers.map(() => database.run(missing, [])));
      for (const answer of answers) {
        expect(answer).toMatchObject({ outcome: "failed", fault: { code: "42P01" }, attempts: 1 });
      }
      expect(proxy.connections).toBe(2);
    }),
  );

  test("can go while they wait for a connection", () =>
    withLab(freshDatabase, { ...few, pool: { ...defaultPool, max: 1 } }, async ({ database }) => {
      const controller = new AbortController();
      const { signal } = controller;
      let waiting: Promise<unknown> = Promise.resolve();
      await database.transact({}, async transaction => {
        await transaction.run(echo, ["1"]);
        const [going, staying] = [database.run(echo, ["2"], { signal }), database.run(echo, ["3"])];
        controller.abort();
        expect(await going).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
        waiting = staying;
        return { commit: true, value: 0 };
      });
      expect(await waiting).toMatchObject({ outcome: "ok" });
      expect(await database.run(echo, ["4"])).toMatchObject({ outcome: "ok" });
    }));

  test(
    "leave a connection to a transaction",
    lab(async ({ database }) => {
      let over = false;
      const keepBusy = async () => {
        while (!over) await database.run(echo, ["1"]);
      };
      const busy = [1, 2, 3, 4, 5, 6].map(keepBusy);
      const transactions = [1, 2, 3].map(n =>
        database.transact({}, async transaction => {
          const { outcome } = await transaction.run(mark, [String(n)]);
          return { commit: outcome === "ok", value: n };
        }),
      );
      const ended = await Promise.all(transactions);
      over = true;
      await Promise.all(busy);
      expect(ended.map(({ outcome }) => outcome)).toEqual(Array(3).fill("committed"));
    }),
  );

  test(
    "have an exact account when the connection that they share is cut (seed 3)",
    lab(async ({ database, proxy, truth }) => {
      // A server that has never answered is not waited for.
      await database.run(echo, ["1"]);
      const random = seeded(3);
      proxy.faults = () => {
        const drawn = random();
        return drawn < 0.1 ? "cutBefore" : drawn < 0.2 ? "cutAfter" : undefined;
      };
      const answers: string[] = [];
      for (let at = 0; at < 200; at += 10) {
        const part = Array.from({ length: 10 }, (_, n) => database.run(mark, [String(at + n)]));
        answers.push(...(await Promise.all(part)).map(({ outcome }) => outcome));
      }
      const stored = await truth.run({ text: "SELECT id FROM marks", readOnly: true }, []);
      const there = new Set(stored.outcome === "ok" ? stored.rows.rows.map(([id]) => id) : []);
      for (const [id, outcome] of answers.entries()) {
        if (outcome !== "unknown") expect(there.has(String(id))).toBe(outcome === "ok");
      }
      expect(new Set(answers)).toEqual(new Set(["ok", "unknown"]));
    }),
  );
});
