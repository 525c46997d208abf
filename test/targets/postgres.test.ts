import { openTarget } from "../../src/targets/registry.ts";
import { postgresServer } from "../support/postgres.ts";
import { describeTarget } from "./conformance.ts";
import { sqlWays, updatedNone } from "./sql/ways.ts";

for (const pipelining of [false, true]) {
  describeTarget(pipelining ? "PostgreSQL, pipelined," : "PostgreSQL", {
    ...sqlWays,
    open: async () => {
      const settings = { ...(await postgresServer()), pipelining };
      return openTarget(
        { kind: "sql", settings, maxConnections: 4, env: {} },
        { name: "postgres", client: "wire" },
      );
    },
    outcomes: { insertedTwice: "23505", updatedNone },
  });
}
