import { openTarget } from "../../src/targets/registry.ts";
import { mariadb, mariadbMissing } from "../support/mariadb.ts";
import { describeTarget } from "./conformance.ts";
import { sqlWays, updatedNone } from "./sql/ways.ts";

describeTarget("MySQL", {
  ...sqlWays,
  ...(mariadbMissing !== undefined && { missing: mariadbMissing }),
  open: async () =>
    openTarget(
      { kind: "sql", settings: await mariadb(), maxConnections: 4, env: {} },
      { name: "mysql", client: "wire" },
    ),
  outcomes: { insertedTwice: "ER_DUP_ENTRY", updatedNone },
});
