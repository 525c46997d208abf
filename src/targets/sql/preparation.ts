import type { Database } from "../../sql/database.ts";
import type { Dialect } from "./dialect.ts";

/** What all actions are prepared with. */
export interface Preparation {
  readonly database: Database;
  readonly dialect: Dialect;
  readonly capture: boolean;
  /** Times that one operation is tried again after a conflict. */
  readonly retryConflicts: number;
  /** What a statement is to change has to be there. */
  readonly findsRows: boolean;
}
