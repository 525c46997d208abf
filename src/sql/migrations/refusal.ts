import { DynError, type Problem } from "../../errors.ts";
import { appliedTable, checksumTable } from "./history.ts";
import type { MigrationStatus } from "./status.ts";

/** Why migrations are not gone on with, each with what to do about it; nothing when they can be. */
export function problemsOf(
  all: readonly MigrationStatus[],
  { allowOutOfOrder }: { readonly allowOutOfOrder: boolean },
): readonly Problem[] {
  return all.flatMap((status): readonly Problem[] => {
    const { name, file, state, checksum } = status;
    switch (state) {
      case "edited":
        return [
          {
            message: `${file} was edited after it was applied`,
            hint: `put it back as it was and write the change as a new migration; if the database has the change already, UPDATE ${checksumTable} SET checksum = '${checksum}' WHERE name = '${name}'`,
          },
        ];
      case "missing":
        return [
          {
            message: `${name} is applied, and its file is missing`,
            hint: `bring ${name}.sql back; if what it did is undone for good, DELETE FROM ${appliedTable} WHERE name = '${name}'`,
          },
        ];
      case "out-of-order":
        if (allowOutOfOrder) return [];
        return [
          {
            message: `${file} is not applied, and one that comes after it is`,
            hint: "give it a number behind the last one, or apply it late with --allow-out-of-order",
          },
        ];
      default:
        return [];
    }
  });
}

/** @throws DynError "invalid" when the history is not what the files say */
export function mustFit(
  all: readonly MigrationStatus[],
  options: { readonly allowOutOfOrder: boolean },
): void {
  const problems = problemsOf(all, options);
  if (problems.length === 0) return;
  throw new DynError("invalid", "the files are not the history of the database", { problems });
}
