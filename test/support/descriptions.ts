/** Replies of the service as AWS documents them; `emulated` is what DynamoDB Local tells. */
export const whole = {
  Table: {
    TableName: "Orders",
    TableStatus: "ACTIVE",
    TableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Orders",
    TableId: "1f0c9d3a-0000-4000-8000-000000000000",
    CreationDateTime: 1_790_000_000.5,
    AttributeDefinitions: [
      { AttributeName: "CustomerId", AttributeType: "S" },
      { AttributeName: "OrderId", AttributeType: "S" },
      { AttributeName: "Country", AttributeType: "S" },
      { AttributeName: "City", AttributeType: "S" },
      { AttributeName: "Total", AttributeType: "N" },
      { AttributeName: "PlacedAt", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "CustomerId", KeyType: "HASH" },
      { AttributeName: "OrderId", KeyType: "RANGE" },
    ],
    BillingModeSummary: {
      BillingMode: "PAY_PER_REQUEST",
      LastUpdateToPayPerRequestDateTime: 1_790_000_100,
    },
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 2,
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
    },
    OnDemandThroughput: { MaxReadRequestUnits: 10_000, MaxWriteRequestUnits: -1 },
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: "ACTIVE" },
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByPlace",
        IndexArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Orders/index/ByPlace",
        IndexStatus: "ACTIVE",
        KeySchema: [
          { AttributeName: "Country", KeyType: "HASH" },
          { AttributeName: "City", KeyType: "HASH" },
          { AttributeName: "Total", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Name", "Phone"] },
        ProvisionedThroughput: {
          NumberOfDecreasesToday: 0,
          ReadCapacityUnits: 0,
          WriteCapacityUnits: 0,
        },
        OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 2_000 },
        WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 },
        ItemCount: 1_204_331,
        IndexSizeBytes: 1_288_490_189,
      },
      {
        IndexName: "ByTotal",
        IndexStatus: "CREATING",
        Backfilling: true,
        KeySchema: [{ AttributeName: "Total", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
        ItemCount: 0,
        IndexSizeBytes: 0,
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "ByDate",
        KeySchema: [
          { AttributeName: "CustomerId", KeyType: "HASH" },
          { AttributeName: "PlacedAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
        ItemCount: 4_331,
        IndexSizeBytes: 10_380_902,
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    SSEDescription: {
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: "arn:aws:kms:us-east-1:123456789012:key/5f1c",
    },
    TableClassSummary: {
      TableClass: "STANDARD_INFREQUENT_ACCESS",
      LastUpdateDateTime: 1_790_000_200,
    },
    DeletionProtectionEnabled: true,
    Replicas: [{ RegionName: "eu-west-1", ReplicaStatus: "ACTIVE" }, { RegionName: "us-west-2" }],
    ItemCount: 1_204_331,
    TableSizeBytes: 3_328_599_655,
  },
  TimeToLive: {
    TimeToLiveDescription: { AttributeName: "ExpiresAt", TimeToLiveStatus: "ENABLED" },
  },
  ContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: "ENABLED",
        RecoveryPeriodInDays: 7,
        EarliestRestorableDateTime: 1_790_000_300,
      },
    },
  },
} as const;

const minimalTable = {
  TableName: "Users",
  TableStatus: "ACTIVE",
  AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
  ItemCount: 0,
  TableSizeBytes: 0,
};

/** A table of AWS with nothing set. */
export const wholeMinimal = {
  ...minimalTable,
  BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: "ACTIVE" },
};

/** The same table as an emulator tells it. */
export const emulatedMinimal = {
  ...minimalTable,
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5, NumberOfDecreasesToday: 0 },
};
