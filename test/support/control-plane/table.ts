import {
  type AttributeDefinition,
  type IndexInput,
  type Input,
  invalid,
  type Limit,
  type Units,
  type Warm,
} from "./input.ts";

/** What AWS gives a new on-demand table. */
const warmAtFirst: Warm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

export interface Pace {
  /** How many looks a table or an index that changes is shown as such. */
  readonly looks: number;
  /** How many looks an index is backfilled for; Infinity for one that never ends. */
  readonly backfill: number;
}

interface Index {
  status: "ACTIVE" | "CREATING" | "DELETING";
  /** Looks until the next status. */
  left: number;
  readonly input: IndexInput;
  units: Units | undefined;
  limit: Limit | undefined;
  warm: Warm;
}

/** One table as AWS keeps it. Each look at it takes it one step on. */
export class AwsTable {
  status: "ACTIVE" | "CREATING" | "UPDATING" | "DELETING" = "CREATING";
  left: number;
  readonly input: Input;
  readonly definitions = new Map<string, AttributeDefinition>();
  readonly indexes = new Map<string, Index>();
  billing: "PROVISIONED" | "PAY_PER_REQUEST";
  units: Units | undefined;
  limit: Limit | undefined;
  warm: Warm;
  stream: Input["StreamSpecification"];
  encryption: Input["SSESpecification"];
  tableClass: string;
  isProtected: boolean;
  decreases = 0;
  readonly onDemandAt: number[] = [];
  readonly classAt: number[] = [];

  /** From what it was restored, if it was. */
  readonly #restored: Readonly<Record<string, unknown>> | undefined;

  constructor(input: Input, pace: Pace, restored?: Readonly<Record<string, unknown>>) {
    this.input = input;
    this.#restored = restored;
    this.left = pace.looks;
    this.billing = input.BillingMode ?? "PROVISIONED";
    this.units = input.ProvisionedThroughput;
    if ((this.billing === "PROVISIONED") !== (this.units !== undefined)) {
      throw invalid("One or more parameter values were invalid: ProvisionedThroughput");
    }
    this.limit = input.OnDemandThroughput;
    this.warm = { ...warmAtFirst, ...input.WarmThroughput };
    this.stream = input.StreamSpecification;
    this.encryption = input.SSESpecification;
    this.tableClass = input.TableClass ?? "STANDARD";
    this.isProtected = input.DeletionProtectionEnabled === true;
    this.define(input.AttributeDefinitions ?? []);
    for (const index of input.GlobalSecondaryIndexes ?? []) this.addIndex(index, pace.looks);
  }

  define(definitions: readonly AttributeDefinition[]): void {
    for (const each of definitions) this.definitions.set(each.AttributeName, each);
  }

  addIndex(input: IndexInput, left: number): void {
    const missing = input.KeySchema.filter(key => !this.definitions.has(key.AttributeName));
    if (missing.length > 0) throw invalid("Some index key attributes are not defined");
    if ((this.billing === "PROVISIONED") !== (input.ProvisionedThroughput !== undefined)) {
      throw invalid(`ProvisionedThroughput of index ${input.IndexName}`);
    }
    this.indexes.set(input.IndexName, {
      status: "CREATING",
      left,
      input,
      units: input.ProvisionedThroughput,
      limit: input.OnDemandThroughput,
      warm: { ...warmAtFirst, ...input.WarmThroughput },
    });
  }

  /** As DescribeTable tells it, before this look takes it one step on; undefined once it is gone. */
  look(): Record<string, unknown> | undefined {
    if (this.status !== "ACTIVE") {
      if (this.left === 0 && this.status === "DELETING") return undefined;
      if (this.left === 0) this.status = "ACTIVE";
      else this.left -= 1;
    }
    for (const [name, index] of this.indexes) {
      if (index.status === "ACTIVE") continue;
      if (index.left > 0) index.left -= 1;
      else if (index.status === "DELETING") this.indexes.delete(name);
      else index.status = "ACTIVE";
    }
    return this.description();
  }

  description(): Record<string, unknown> {
    const keys = [
      ...(this.input.KeySchema ?? []),
      ...[...this.indexes.values()].flatMap(({ input }) => input.KeySchema),
      ...(this.input.LocalSecondaryIndexes ?? []).flatMap(({ KeySchema }) => KeySchema),
    ];
    const used = new Set(keys.map(({ AttributeName }) => AttributeName));
    return {
      TableName: this.input.TableName,
      TableArn: arnOf(this.input.TableName),
      TableStatus: this.status,
      CreationDateTime: 1_700_000_000,
      KeySchema: this.input.KeySchema,
      AttributeDefinitions: [...this.definitions.values()].filter(each =>
        used.has(each.AttributeName),
      ),
      ...(this.billing === "PAY_PER_REQUEST" && {
        BillingModeSummary: {
          BillingMode: this.billing,
          LastUpdateToPayPerRequestDateTime: (this.onDemandAt.at(-1) ?? 0) / 1000,
        },
      }),
      ProvisionedThroughput: {
        ...(this.units ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
        NumberOfDecreasesToday: this.decreases,
      },
      ...(this.limit && { OnDemandThroughput: this.limit }),
      WarmThroughput: { ...this.warm, Status: "ACTIVE" },
      ...(this.indexes.size > 0 && {
        GlobalSecondaryIndexes: [...this.indexes.values()].map(index => ({
          IndexName: index.input.IndexName,
          KeySchema: index.input.KeySchema,
          Projection: index.input.Projection,
          IndexStatus: index.status,
          ...(index.status === "CREATING" && { Backfilling: this.status === "ACTIVE" }),
          ProvisionedThroughput: index.units ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
          ...(index.limit && { OnDemandThroughput: index.limit }),
          WarmThroughput: { ...index.warm, Status: "ACTIVE" },
        })),
      }),
      ...(this.input.LocalSecondaryIndexes && {
        LocalSecondaryIndexes: this.input.LocalSecondaryIndexes,
      }),
      ...(this.stream?.StreamEnabled && { StreamSpecification: this.stream }),
      ...(this.encryption?.Enabled && {
        SSEDescription: {
          Status: "ENABLED",
          SSEType: "KMS",
          KMSMasterKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/${this.encryption.KMSMasterKeyId ?? "managed"}`,
        },
      }),
      ...(this.tableClass !== "STANDARD" && {
        TableClassSummary: {
          TableClass: this.tableClass,
          LastUpdateDateTime: (this.classAt.at(-1) ?? 0) / 1000,
        },
      }),
      DeletionProtectionEnabled: this.isProtected,
      ...(this.#restored && {
        RestoreSummary: { ...this.#restored, RestoreInProgress: this.status === "CREATING" },
      }),
      ItemCount: 0,
      TableSizeBytes: 0,
    };
  }
}

export function arnOf(table: string): string {
  return `arn:aws:dynamodb:eu-west-1:111122223333:table/${table}`;
}
