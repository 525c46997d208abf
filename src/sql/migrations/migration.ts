import type { FileStatement } from "./statements.ts";

/** A file of SQL, taken apart. */
export interface MigrationFile {
  /** As the user knows it: `migrations/0001_create_orders.sql`. */
  readonly file: string;
  readonly text: string;
  readonly statements: readonly FileStatement[];
  /** Whether all of it is one transaction, where the engine has such for DDL. */
  readonly transactional: boolean;
}

export interface Migration {
  /** `0001_create_orders` */
  readonly name: string;
  readonly up: MigrationFile;
  /** What takes it back. */
  readonly down?: MigrationFile;
  /** Of the file that makes it, see `checksumOf`. */
  readonly checksum: string;
}
