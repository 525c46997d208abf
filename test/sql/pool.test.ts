import { expect, test, vi } from "vitest";
import { defaultPool } from "../../src/config/sql-settings.ts";
import { freshDatabase } from "../support/postgres.ts";
import { type Lab, withLab } from "./lab.ts";

const sessions =
  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
const sleep = { text: "SELECT pg_sleep(0.05)", readOnly: true };
const one = { text: "SELECT 1", readOnly: true };

const lab = (pool: object, use: (lab: Lab) => Promise<void>) => () =>
  withLab(freshDatabase, { pool: { ...defaultPool, ...pool } }, use);

test(
  "no connection is made before the first question, nor more than there are questions",
  lab({}, async ({ database, proxy }) => {
    expect(proxy.connections).toBe(0);
    for (let n = 0; n < 5; n += 1) await database.run(one, []);
    expect(proxy.connections).toBe(1);
  }),
);

test(
  "as many connections as wanted at least are kept ready, the others closed once idle",
  lab({ min: 2, max: 6, idleTimeoutMs: 40 }, async ({ database, proxy, value }) => {
    await database.run(one, []);
    await vi.waitFor(async () => expect(await value(sessions)).toBe("2"));
    await Promise.all(Array.from({ length: 6 }, () => database.run(sleep, [])));
    expect(proxy.connections).toBeGreaterThan(2);
    await vi.waitFor(async () => expect(await value(sessions)).toBe("2"), 5_000);
  }),
);

test(
  "a connection that is lost while idle is not used again",
  lab({}, async ({ database, proxy, value }) => {
    await database.run(one, []);
    proxy.cut();
    await vi.waitFor(async () => expect(await value(sessions)).toBe("0"));
    expect(await database.run(one, [])).toMatchObject({ outcome: "ok" });
    expect(proxy.connections).toBe(2);
  }),
);

test(
  "who waits for a connection can go, and is counted until then",
  lab({ max: 1 }, async ({ database }) => {
    const controller = new AbortController();
    let waiting: Promise<unknown> = Promise.resolve();
    let waited = 0;
    await database.transact({}, async () => {
      waiting = database.run(one, [], { signal: controller.signal });
      waited = database.waiting();
      controller.abort();
      expect(await waiting).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
      return { commit: true, value: 0 };
    });
    expect([waited, database.waiting()]).toEqual([1, 0]);
  }),
);

test(
  "who gives a statement up costs its own connection, not everybody's",
  lab({ max: 4 }, async ({ database, proxy, value }) => {
    const all = () => Promise.all(Array.from({ length: 4 }, () => database.run(sleep, [])));
    await all();
    expect(proxy.connections).toBe(4);
    const controller = new AbortController();
    const long = { text: "SELECT pg_sleep(10)", readOnly: true };
    const running = database.run(long, [], { signal: controller.signal });
    const active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(10)%'";
    await vi.waitFor(async () => expect(await value(active)).toBe("1"));
    controller.abort();
    expect(await running).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
    await all();
    // The request to cancel was one, and what took the place of the connection that was given up.
    expect(proxy.connections).toBe(6);
  }),
);

test(
  "an aborted transaction is rolled back",
  lab({}, async ({ database, truth, value }) => {
    await truth.run({ text: "CREATE TABLE marks (id int)", readOnly: false }, []);
    const controller = new AbortController();
    const { signal } = controller;
    const answer = await database.transact({ signal }, async transaction => {
      await transaction.run({ text: "INSERT INTO marks VALUES (1)", readOnly: false }, []);
      controller.abort();
      return { commit: true, value: 0 };
    });
    expect(answer).toMatchObject({ outcome: "failed", fault: { code: "Aborted" }, attempts: 1 });
    expect(await value("SELECT count(*) FROM marks")).toBe("0");
  }),
);

test(
  "who asks after the end is told so",
  lab({}, async ({ database }) => {
    await database.close();
    const answer = await database.run(one, []);
    expect(answer).toMatchObject({ outcome: "failed", fault: { code: "ClientClosed" } });
  }),
);
