import type { Engine } from "../../config/sql-settings.ts";
import type { Problem } from "../../errors.ts";
import type { MigrationFile } from "./migration.ts";
import { placeAt } from "./place.ts";

const control = /^(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK(?!\s+TO)|ABORT)\b/i;

/** Statements that would end the transaction that a file is run in, and with it the safety of all. */
export function controlProblems(
  { file, text, statements, transactional }: MigrationFile,
  engine: Engine,
): readonly Problem[] {
  if (!transactional || engine !== "postgres") return [];
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
