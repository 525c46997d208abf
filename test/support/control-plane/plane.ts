import { Backups } from "./backups.ts";
import { type Input, inUse, invalid, Refusal } from "./input.ts";
import { Jobs } from "./jobs.ts";
import { Settings } from "./settings.ts";
import { AwsTable, arnOf, type Pace } from "./table.ts";
import { updateTable } from "./update-table.ts";
import type { Kept, World } from "./world.ts";

export interface ControlPlaneOptions extends Partial<Pace> {
  /** How many looks after a change still show what was before it. */
  readonly lag?: number;
  /** How many calls find that backups of a new table are not available yet. */
  readonly backupsIn?: number;
}

/** AWS's control plane, played by its rules. Time is a number that looks and `advance` move on. */
export class ControlPlane {
  nowMs = Date.UTC(2026, 0, 1);
  /** Called before each operation. */
  onCall: ((operation: string, input: Input) => void) | undefined;
  readonly backups: Backups;
  readonly jobs: Jobs;
  readonly #pace: Pace;
  readonly #lag: number;
  readonly #backupsIn: number;
  readonly #tables = new Map<string, Kept>();
  /** What looks still show, by table. */
  readonly #stale = new Map<string, { readonly table: unknown; left: number }>();

  constructor({ looks = 1, backfill = 1, lag = 0, backupsIn = 1 }: ControlPlaneOptions) {
    this.#pace = { looks, backfill };
    this.#lag = lag;
    this.#backupsIn = backupsIn;
    const world: World = {
      nowMs: () => this.nowMs,
      looks,
      lag,
      has: table => this.#tables.has(table),
      kept: (table, code) => this.#kept(table, code),
      create: (input, restored) => this.#create(input, restored),
    };
    this.backups = new Backups(world);
    this.jobs = new Jobs(world);
  }

  /** Lets time pass, as far as AWS's windows are concerned. */
  advance(ms: number): void {
    this.nowMs += ms;
  }

  /** Items that a table holds, which its count does not tell yet. */
  fill(table: string, items: number): void {
    this.#kept(table).items = items;
  }

  /** Deletes a table at once, as another user would. */
  drop(table: string): void {
    this.#tables.delete(table);
  }

  answer(operation: string, input: Input): Record<string, unknown> {
    this.onCall?.(operation, input);
    switch (operation) {
      case "CreateTable":
        return this.#create(input);
      case "DescribeTable":
        return { Table: this.#look(input.TableName) };
      case "UpdateTable": {
        const { table } = this.#kept(input.TableName);
        const before = table.description();
        updateTable(table, input, this.#pace, this.nowMs);
        this.#delay(input.TableName, before);
        return { TableDescription: table.description() };
      }
      case "DeleteTable":
        return this.#delete(input.TableName);
      case "ListTables":
        return { TableNames: [...this.#tables.keys()] };
      case "Scan": {
        const count = Math.min(1, this.#kept(input.TableName).items);
        return { Count: count, ScannedCount: count };
      }
      case "ListTagsOfResource":
      case "TagResource":
      case "UntagResource":
        return this.#tags(operation, input);
      default:
        return (
          this.backups.answer(operation, input as Parameters<Backups["answer"]>[1]) ??
          this.jobs.answer(operation, input as Parameters<Jobs["answer"]>[1]) ??
          this.#setting(operation, input)
        );
    }
  }

  #create(input: Input, restored?: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { TableName } = input;
    if (this.#tables.has(TableName)) throw inUse(`Table already exists: ${TableName}`);
    const table = new AwsTable(input, this.#pace, restored);
    const settings = new Settings(input, this.#pace.looks, this.#backupsIn);
    this.#tables.set(TableName, { table, settings, items: 0 });
    this.#delay(TableName, undefined);
    return { TableDescription: table.description() };
  }

  #delete(name: string): Record<string, unknown> {
    const { table } = this.#kept(name);
    if (table.status !== "ACTIVE") throw inUse(`Table is being changed: ${name}`);
    if (table.isProtected) {
      throw invalid("Resource cannot be deleted as it is currently protected against deletion");
    }
    const before = table.description();
    table.status = "DELETING";
    table.left = this.#pace.looks;
    this.#delay(name, before);
    return { TableDescription: table.description() };
  }

  #look(name: string): unknown {
    const stale = this.#stale.get(name);
    if (stale !== undefined && stale.left > 0) {
      stale.left -= 1;
      if (stale.table === undefined) throw missing(name);
      return stale.table;
    }
    const seen = this.#kept(name).table.look();
    if (seen !== undefined) return seen;
    this.#tables.delete(name);
    throw missing(name);
  }

  #setting(operation: string, input: Input): Record<string, unknown> {
    const { table, settings } = this.#kept(
      input.TableName,
      operation.endsWith("ContinuousBackups") ? "TableNotFoundException" : undefined,
    );
    const index = input.IndexName ?? "";
    if (index !== "" && !table.indexes.has(index)) throw missing(index);
    if (operation.startsWith("Update") && table.status === "CREATING") {
      throw inUse(`Table is being created: ${input.TableName}`);
    }
    switch (operation) {
      case "DescribeTimeToLive":
        return { TimeToLiveDescription: settings.timeToLive() };
      case "UpdateTimeToLive":
        settings.updateTimeToLive(input, this.nowMs);
        return { TimeToLiveSpecification: input.TimeToLiveSpecification };
      case "UpdateContinuousBackups":
        settings.updateBackups(input, this.nowMs);
        return { ContinuousBackupsDescription: settings.backups(this.nowMs) };
      case "DescribeContinuousBackups":
        return { ContinuousBackupsDescription: settings.backups(this.nowMs) };
      case "UpdateContributorInsights":
        settings.updateInsights(index, input);
        return { TableName: input.TableName };
      case "DescribeContributorInsights":
        return { TableName: input.TableName, ...(settings.insights(index) as object) };
      default:
        throw new Refusal("UnknownOperationException", "");
    }
  }

  #tags(operation: string, input: Input): Record<string, unknown> {
    const name = [...this.#tables.keys()].find(each => arnOf(each) === input.ResourceArn);
    const { tags } = this.#kept(name ?? "").settings;
    if (operation === "ListTagsOfResource") {
      return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
    }
    for (const { Key, Value } of input.Tags ?? []) tags.set(Key, Value);
    for (const key of input.TagKeys ?? []) tags.delete(key);
    return {};
  }

  #delay(name: string, before: unknown): void {
    this.#stale.set(name, { table: before, left: this.#lag });
  }

  #kept(name: string, code?: string): Kept {
    const kept = this.#tables.get(name);
    if (kept === undefined) throw missing(name, code);
    return kept;
  }
}

function missing(name: string, code = "ResourceNotFoundException"): Refusal {
  return new Refusal(code, `Requested resource not found: ${name}`);
}
