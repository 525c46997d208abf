import { describe } from "vitest";
import { freshDatabase } from "../../support/postgres.ts";
import { describeClient } from "../suite.ts";

describe("the client of PostgreSQL", () => {
  describeClient({
    fresh: freshDatabase,
    conflictCodes: ["40001", "40P01"],
    sleep: "SELECT pg_sleep(10)",
    performed: name => new RegExp(name, "i"),
    cursors: true,
  });
});
