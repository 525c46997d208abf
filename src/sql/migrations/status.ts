import { compareNames, type History } from "./history.ts";
import type { Migration } from "./migration.ts";

/**
 * `partial`: it ended in its middle and was not rolled back. `out-of-order`: one that comes after it
 * is applied. `edited`: its file is not what was applied. `missing`: it is applied and has no file.
 */
export type State = "applied" | "pending" | "partial" | "out-of-order" | "edited" | "missing";

export interface MigrationStatus {
  readonly name: string;
  readonly state: State;
  readonly file: string | null;
  /** ISO 8601. */
  readonly appliedAt: string | null;
  /** Of the file as it is. */
  readonly checksum: string | null;
  readonly appliedChecksum: string | null;
  /** Whether there is a file that takes it back. */
  readonly reversible: boolean;
  readonly statements: number | null;
  /** Statements that are applied. */
  readonly done: number | null;
}

/** Where the files and the database stand to each other, in the order of the names. */
export function statusOf(
  migrations: readonly Migration[],
  { applied, begun }: History,
): readonly MigrationStatus[] {
  const last = applied.map(({ name }) => name).reduce((a, b) => (b > a ? b : a), "");
  const ofFiles = migrations.map((migration): MigrationStatus => {
    const { name, up, down, checksum } = migration;
    const statements = up.statements.length;
    const there = applied.find(found => found.name === name);
    const part = begun.find(found => found.name === name);
    const same = there?.checksum === undefined || there.checksum === checksum;
    const waiting = part ? "partial" : name < last ? "out-of-order" : "pending";
    return {
      name,
      state: there === undefined ? waiting : same ? "applied" : "edited",
      file: up.file,
      appliedAt: there?.at ?? null,
      checksum,
      appliedChecksum: there?.checksum ?? null,
      reversible: down !== undefined,
      statements,
      done: there === undefined ? (part?.done ?? 0) : statements,
    };
  });
  const gone = applied
    .filter(({ name }) => !migrations.some(migration => migration.name === name))
    .map(
      ({ name, at, checksum }): MigrationStatus => ({
        name,
        state: "missing",
        file: null,
        appliedAt: at,
        checksum: null,
        appliedChecksum: checksum ?? null,
        reversible: false,
        statements: null,
        done: null,
      }),
    );
  return [...ofFiles, ...gone].sort((a, b) => compareNames(a.name, b.name));
}
