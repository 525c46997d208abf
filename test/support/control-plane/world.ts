import type { Input } from "./input.ts";
import type { Settings } from "./settings.ts";
import type { AwsTable } from "./table.ts";

/** A table with all that AWS keeps of it. */
export interface Kept {
  readonly table: AwsTable;
  readonly settings: Settings;
  items: number;
}

/** What backups and jobs may know of the rest of the control plane. */
export interface World {
  readonly nowMs: () => number;
  /** How many looks something that changes is shown as such. */
  readonly looks: number;
  /** How many looks do not see yet what was just made. */
  readonly lag: number;
  has(table: string): boolean;
  /** Throws the refusal with this code when there is no such table. */
  kept(table: string, code?: string): Kept;
  /** Makes a table; a restored one says from what. */
  create(input: Input, restored?: Readonly<Record<string, unknown>>): void;
}
