import { type IndexInput, type Input, invalid, Refusal, type Units } from "./input.ts";
import { type AwsTable, arnOf } from "./table.ts";
import type { World } from "./world.ts";

/**
 * Backups and restores, by AWS's pages on CreateBackup, ListBackups, RestoreTableFromBackup and
 * RestoreTableToPointInTime: a backup is CREATING for a while, a restore makes a new table that is
 * CREATING until all its items are there, and keeps no stream, TTL, tags, recovery or protection.
 */
export class Backups {
  /** How many backups a page of ListBackups has at most. */
  page = 100;
  readonly #world: World;
  readonly #backups = new Map<string, Backup>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A backup as AWS makes one by itself, or AWS Backup does. */
  add(table: string, name: string, type: "SYSTEM" | "AWS_BACKUP"): string {
    const backup = this.#take(table, name, type);
    backup.left = 0;
    return backup.arn;
  }

  arn(name: string): string {
    const found = [...this.#backups.values()].find(backup => backup.name === name);
    if (found === undefined) throw new Error(`no backup ${name}`);
    return found.arn;
  }

  /** Undefined for an operation of another part. */
  answer(operation: string, input: BackupInput): Record<string, unknown> | undefined {
    switch (operation) {
      case "CreateBackup": {
        this.#world.kept(input.TableName, "TableNotFoundException").settings.awaitBackups();
        const backup = this.#take(input.TableName, input.BackupName, "USER");
        return { BackupDetails: detailsOf(backup) };
      }
      case "DescribeBackup":
        return { BackupDescription: this.#look(input.BackupArn) };
      case "ListBackups":
        return this.#list(input);
      case "DeleteBackup": {
        const backup = this.#found(input.BackupArn);
        if (backup.left > 0) throw new Refusal("BackupInUseException", "Backup is being created");
        this.#backups.delete(backup.arn);
        return {
          BackupDescription: { BackupDetails: { ...detailsOf(backup), BackupStatus: "DELETED" } },
        };
      }
      case "RestoreTableFromBackup":
        return this.#restore(input);
      case "RestoreTableToPointInTime":
        return this.#rewind(input);
      default:
        return undefined;
    }
  }

  #take(tableName: string, name: string, type: Backup["type"]): Backup {
    const { table, settings, items } = this.#world.kept(tableName, "TableNotFoundException");
    const number = String(this.#backups.size + 1).padStart(8, "0");
    const backup: Backup = {
      arn: `${arnOf(tableName)}/backup/01767225600000-${number}`,
      name,
      type,
      source: table.input,
      stream: table.stream,
      ttl: settings.timeToLive(),
      billing: table.billing,
      createdMs: this.#world.nowMs(),
      items,
      left: this.#world.looks,
      unseen: this.#world.lag,
    };
    this.#backups.set(backup.arn, backup);
    return backup;
  }

  #look(arn: string): unknown {
    const backup = this.#found(arn);
    const description = descriptionOf(backup);
    if (backup.left > 0) backup.left -= 1;
    return description;
  }

  #found(arn: string): Backup {
    const backup = this.#backups.get(arn);
    if (backup === undefined || backup.unseen > 0) {
      if (backup) backup.unseen -= 1;
      throw new Refusal("BackupNotFoundException", `Backup not found: ${arn}`);
    }
    return backup;
  }

  #list(input: BackupInput): Record<string, unknown> {
    const { TableName, BackupType = "USER", ExclusiveStartBackupArn: start } = input;
    const from = input.TimeRangeLowerBound ?? 0;
    const to = input.TimeRangeUpperBound ?? Number.POSITIVE_INFINITY;
    const all = [...this.#backups.values()].filter(
      ({ source, type, createdMs }) =>
        (TableName === undefined || source.TableName === TableName) &&
        (BackupType === "ALL" || BackupType === type) &&
        createdMs / 1000 >= from &&
        createdMs / 1000 < to,
    );
    const first = all.findIndex(({ arn }) => arn === start) + 1;
    const last = first + Math.min(input.Limit ?? this.page, this.page);
    const page = all.slice(first, last);
    return {
      BackupSummaries: page.map(backup => ({
        TableName: backup.source.TableName,
        TableArn: arnOf(backup.source.TableName),
        ...detailsOf(backup),
      })),
      ...(last < all.length && { LastEvaluatedBackupArn: page.at(-1)?.arn }),
    };
  }

  #restore(input: BackupInput): Record<string, unknown> {
    const backup = this.#found(input.BackupArn);
    if (backup.left > 0) throw new Refusal("BackupInUseException", "Backup is being created");
    return this.#make(input, backup.source, backup.billing, {
      SourceBackupArn: backup.arn,
      SourceTableArn: arnOf(backup.source.TableName),
      RestoreDateTime: backup.createdMs / 1000,
    });
  }

  #rewind(input: BackupInput): Record<string, unknown> {
    const { table, settings } = this.#world.kept(input.SourceTableName, "TableNotFoundException");
    const window = settings.window(this.#world.nowMs());
    if (window === undefined) {
      throw new Refusal(
        "PointInTimeRecoveryUnavailableException",
        "Point in time recovery is not enabled for table",
      );
    }
    const at = input.UseLatestRestorableTime ? window.latest : input.RestoreDateTime;
    if (at === undefined) throw invalid("a time or UseLatestRestorableTime is required");
    if (at < window.earliest || at > window.latest) {
      throw new Refusal(
        "InvalidRestoreTimeException",
        "RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime",
      );
    }
    return this.#make(input, table.input, table.billing, {
      SourceTableArn: arnOf(input.SourceTableName),
      RestoreDateTime: at,
    });
  }

  #make(
    input: BackupInput,
    source: Input,
    billing: AwsTable["billing"],
    restored: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> {
    const { TargetTableName: name } = input;
    if (this.#world.has(name)) {
      throw new Refusal("TableAlreadyExistsException", `Table already exists: ${name}`);
    }
    const mode = input.BillingModeOverride ?? billing;
    const { GlobalSecondaryIndexes: _, LocalSecondaryIndexes: __, ...kept } = plain(source);
    const globals = input.GlobalSecondaryIndexOverride ?? source.GlobalSecondaryIndexes ?? [];
    const locals = input.LocalSecondaryIndexOverride ?? source.LocalSecondaryIndexes ?? [];
    const units = input.ProvisionedThroughputOverride ?? source.ProvisionedThroughput;
    if (input.ProvisionedThroughputOverride && mode !== "PROVISIONED") {
      throw invalid("ProvisionedThroughputOverride needs BillingModeOverride PROVISIONED");
    }
    this.#world.create(
      {
        ...kept,
        TableName: name,
        BillingMode: mode,
        ...(mode === "PROVISIONED" && units && { ProvisionedThroughput: units }),
        ...(globals.length > 0 && {
          GlobalSecondaryIndexes: globals.map(({ ProvisionedThroughput: own, ...index }) => ({
            ...index,
            ...(mode === "PROVISIONED" && own && { ProvisionedThroughput: own }),
          })),
        }),
        ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
      },
      restored,
    );
    return { TableDescription: { TableName: name, TableStatus: "CREATING" } };
  }
}

interface Backup {
  readonly arn: string;
  readonly name: string;
  readonly type: "USER" | "SYSTEM" | "AWS_BACKUP";
  readonly source: Input;
  readonly stream: Input["StreamSpecification"];
  readonly ttl: unknown;
  readonly billing: AwsTable["billing"];
  readonly createdMs: number;
  readonly items: number;
  /** Looks until it is ACTIVE. */
  left: number;
  /** Looks that do not find it yet. */
  unseen: number;
}

interface BackupInput extends Input {
  readonly BackupName: string;
  readonly BackupArn: string;
  readonly BackupType?: string;
  readonly Limit?: number;
  readonly ExclusiveStartBackupArn?: string;
  readonly TimeRangeLowerBound?: number;
  readonly TimeRangeUpperBound?: number;
  readonly TargetTableName: string;
  readonly SourceTableName: string;
  readonly UseLatestRestorableTime?: boolean;
  readonly RestoreDateTime?: number;
  readonly BillingModeOverride?: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly ProvisionedThroughputOverride?: Units;
  readonly GlobalSecondaryIndexOverride?: readonly IndexInput[];
  readonly LocalSecondaryIndexOverride?: readonly IndexInput[];
}

/** What a table is made of again: without what a restore does not keep. */
function plain(source: Input): Input {
  const {
    StreamSpecification,
    Tags,
    DeletionProtectionEnabled,
    BillingMode,
    ProvisionedThroughput,
    ...kept
  } = source;
  return kept;
}

function detailsOf(backup: Backup): Record<string, unknown> {
  return {
    BackupArn: backup.arn,
    BackupName: backup.name,
    BackupStatus: backup.left > 0 ? "CREATING" : "AVAILABLE",
    BackupType: backup.type,
    BackupCreationDateTime: backup.createdMs / 1000,
    BackupSizeBytes: backup.items * 300,
    ...(backup.type === "SYSTEM" && {
      BackupExpiryDateTime: backup.createdMs / 1000 + 35 * 86_400,
    }),
  };
}

function descriptionOf(backup: Backup): Record<string, unknown> {
  const { source, stream, ttl, billing, items } = backup;
  return {
    BackupDetails: detailsOf(backup),
    SourceTableDetails: {
      TableName: source.TableName,
      TableArn: arnOf(source.TableName),
      KeySchema: source.KeySchema,
      BillingMode: billing,
      ItemCount: items,
      ProvisionedThroughput: source.ProvisionedThroughput,
    },
    SourceTableFeatureDetails: {
      GlobalSecondaryIndexes: source.GlobalSecondaryIndexes,
      LocalSecondaryIndexes: source.LocalSecondaryIndexes,
      ...(stream && { StreamDescription: stream }),
      TimeToLiveDescription: ttl,
    },
  };
}
