import type { Engine } from "../../config/sql-settings.ts";
import type { Problem } from "../../errors.ts";
import type { MigrationFile } from "./migration.ts";
import { placeAt } from "./place.ts";

const control = /^(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK(?!\s+TO)|ABORT)\b/i;

/** MySQL gives who has locked tables no other ones, such as dyn's own. */
const lock = /^LOCK\s+TABLES?\b/i;

/** Statements that would end the transaction that a file is run in, and with it the safety of all, or keep it from being remembered. */
export function controlProblems(
  { file, text, statements, transactional }: MigrationFile,
  engine: Engine,
): readonly Problem[] {
  if (engine === "mysql") {
    const locking = statements.filter(statement => lock.test(statement.text));
    return locking.map(({ start }) => ({
      message: "LOCK TABLES, after which nothing that is applied can be remembered",
      hint: "take it out: no other migrator is at work meanwhile",
      place: placeAt(file, text, start),
    }));
  }
  if (!transactional) return [];
  return statements.flatMap(statement => {
    const [word] = control.exec(statement.text) ?? [];
    if (word === undefined) return [];
    return {
      message: `${word.toUpperCase()} in a file that is run in a transaction anyway`,
      hint: "take it out, or make the file's first line -- no-transaction",
      place: placeAt(file, text, statement.start),
    };
  });
}
