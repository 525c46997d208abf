/** The members of the control plane's inputs that are played. */
export interface Input {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly KeySchema?: readonly KeyElement[];
  readonly BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly ProvisionedThroughput?: Units;
  readonly OnDemandThroughput?: Limit;
  readonly WarmThroughput?: Warm;
  readonly GlobalSecondaryIndexes?: readonly IndexInput[];
  readonly GlobalSecondaryIndexUpdates?: readonly {
    readonly Create?: IndexInput;
    readonly Update?: Partial<IndexInput> & { readonly IndexName: string };
    readonly Delete?: { readonly IndexName: string };
  }[];
  readonly LocalSecondaryIndexes?: readonly IndexInput[];
  readonly StreamSpecification?: {
    readonly StreamEnabled: boolean;
    readonly StreamViewType?: string;
  };
  readonly SSESpecification?: { readonly Enabled: boolean; readonly KMSMasterKeyId?: string };
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
  readonly PointInTimeRecoverySpecification?: {
    readonly PointInTimeRecoveryEnabled: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
  readonly IndexName?: string;
  readonly ContributorInsightsAction?: "ENABLE" | "DISABLE";
  readonly ContributorInsightsMode?: string;
  readonly ResourceArn?: string;
  readonly TagKeys?: readonly string[];
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: string;
}

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface Units {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface Limit {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

export interface Warm {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
}

export interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: unknown;
  readonly ProvisionedThroughput?: Units;
  readonly OnDemandThroughput?: Limit;
  readonly WarmThroughput?: Warm;
}

/** An error of the service. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalid = (message: string) => new Refusal("ValidationException", message);
export const limited = (message: string) =>
  new Refusal("LimitExceededException", `Subscriber limit exceeded: ${message}`);
export const inUse = (message: string) => new Refusal("ResourceInUseException", message);
