import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseCondition, parseUpdate } from "../../../src/expressions/parse.ts";
import type { Action, Entity } from "../../../src/scenario/scenario.ts";
import { openTarget } from "../../../src/targets/registry.ts";
import type { Target } from "../../../src/targets/target.ts";
import { uniqueTable } from "../../support/engine.ts";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { freshDatabase } from "../../support/postgres.ts";
import { startTcpProxy, type TcpFault, type TcpProxy } from "../../support/tcp-proxy.ts";
import { entityOf, schemaOf, scopeOf, uniform } from "../things.ts";

const servers = [
  ["PostgreSQL", freshDatabase, undefined],
  ["MariaDB", freshMariadb, mariadbMissing],
] as const;

for (const [name, server, missing] of servers) {
  describe.skipIf(missing)(`${name}: writes whose connection is cut`, () => {
    let proxy: TcpProxy;
    let target: Target;
    let entity: Entity;

    beforeAll(async () => {
      const settings = await server();
      proxy = await startTcpProxy(settings.writer);
      const { host, port } = proxy;
      const place = {
        kind: "sql",
        settings: { ...settings, writer: { host, port } },
        maxConnections: 1,
        env: {},
      } as const;
      target = await openTarget(place, { name: "cut", client: "wire" });
      entity = entityOf(uniqueTable("Cut"), { Owner: "o", Id: "i", Count: 1 });
      await target.ensureTable(schemaOf(entity.table), { attributes: new Map([["Count", "N"]]) });
    });
    afterAll(async () => {
      await target?.close();
      await proxy?.close();
    });
    beforeEach(async () => {
      const put = await target.prepare({ kind: "put", entity, pick: uniform });
      expect(await put(scopeOf(0))).toMatchObject({ status: "ok" });
    });

    const update = (text: string) =>
      ({ kind: "update", entity, pick: uniform, update: parseUpdate(text) }) as const;
    const count = async () => {
      const [item] = await target.reader.fetch(entity, { ...scopeOf(0), indexes: [0] });
      return item?.Count;
    };
    /** Performs it once undisturbed, so that it is prepared, then with a fault at its n-th sending. */
    const disturbed = async (action: Action, fault: TcpFault, nth = 1) => {
      const prepared = await target.prepare(action);
      expect(await prepared(scopeOf(0, { indexes: [0] }))).toMatchObject({ status: "ok" });
      let sendings = 0;
      proxy.faults = () => {
        sendings += 1;
        return sendings === nth ? fault : undefined;
      };
      try {
        return await prepared(scopeOf(0, { indexes: [0] }));
      } finally {
        proxy.faults = () => undefined;
      }
    };

    it("are made again where that is as good as once", async () => {
      for (const action of [
        update("SET Count = 7"),
        { kind: "put", entity, pick: uniform },
      ] as const) {
        for (const fault of ["cutBefore", "cutAfter"] as const) {
          expect(await disturbed(action, fault)).toMatchObject({ status: "ok", attempts: 2 });
        }
      }
    });

    it.each([
      ["cutBefore", "2"],
      ["cutAfter", "3"],
    ] as const)("are unknown where an addition may be stored: %s", async (fault, stored) => {
      expect(await disturbed(update("ADD Count 1"), fault)).toMatchObject({
        status: "unknown",
        code: "ConnectionLost",
        attempts: 1,
        items: 0,
      });
      expect(await count()).toEqual({ N: stored });
    });

    it("are unknown where a transaction's commit was not answered", async () => {
      const action = { kind: "transactWrite", members: [update("ADD Count 1")] } as const;
      const prepared = await target.prepare(action);
      await prepared(scopeOf(0, { indexes: [0] }));
      const before = proxy.sent.length;
      await prepared(scopeOf(0, { indexes: [0] }));
      const commits = proxy.sent.length - before;
      expect(await disturbed(action, "cutAfter", commits)).toMatchObject({
        status: "unknown",
        code: "ConnectionLost",
        items: 0,
      });
      expect(await count()).toEqual({ N: "5" });
    });

    it("are made again as a whole where a transaction was lost before its commit", async () => {
      const condition = parseCondition("attribute_exists(Count)");
      const members = [{ ...update("ADD Count 1"), condition }];
      const action = { kind: "transactWrite", members } as const;
      expect(await disturbed(action, "cutAfter", 1)).toMatchObject({ status: "ok", attempts: 2 });
      expect(await count()).toEqual({ N: "3" });
    });

    it.skipIf(name !== "PostgreSQL").each([
      ["cutBefore", "2"],
      ["cutAfter", "3"],
    ] as const)("are unknown where all of a transaction was one go: %s", async (fault, stored) => {
      const action = { kind: "transactWrite", members: [update("ADD Count 1")] } as const;
      expect(await disturbed(action, fault)).toMatchObject({ status: "unknown", attempts: 1 });
      expect(await count()).toEqual({ N: stored });
      expect(
        await disturbed({ kind: "transactWrite", members: [update("SET Count = 9")] }, fault),
      ).toMatchObject({ status: "ok", attempts: 2 });
    });
  });
}
