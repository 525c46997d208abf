import { describe } from "vitest";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { describeClient } from "../suite.ts";

/** COM_STMT_EXECUTE, which names its statement by a number. */
const execute = new RegExp(`^[\\s\\S]{4}${String.fromCharCode(0x17)}`);

describe.skipIf(mariadbMissing)(`the client of MariaDB ${mariadbMissing ?? ""}`, () => {
  describeClient({
    fresh: freshMariadb,
    conflictCodes: ["ER_LOCK_DEADLOCK"],
    sleep: "SELECT sleep(10)",
    performed: name => (name === "commit" ? /COMMIT$/ : execute),
    cursors: false,
  });
});
