import { Problem } from "./problem.ts";

/** The same for a table that is not there, that is not exposed, and that a key's scopes leave out. */
export function unknownTable(): Problem {
  return new Problem(404, "unknown-table", "there is no such table", {
    fix: "GET /v1/tables lists the tables that there are for this key",
  });
}
