import {
  flag,
  list,
  mapping,
  moment,
  number,
  oneOf,
  optional,
  type Told,
  text,
} from "./reply-shape.ts";

/** What DescribeTable and DescribeTimeToLive tell, as far as dyn reads it. */
export const keyShape = list(mapping({ AttributeName: text, KeyType: text }));

export const unitsShape = mapping({
  ReadCapacityUnits: number,
  WriteCapacityUnits: number,
  NumberOfDecreasesToday: optional(number),
});

const projectionShape = mapping({
  ProjectionType: optional(text),
  NonKeyAttributes: optional(list(text)),
});

export const onDemandShape = optional(
  mapping({
    MaxReadRequestUnits: optional(number),
    MaxWriteRequestUnits: optional(number),
  }),
);

export const warmShape = optional(
  mapping({
    ReadUnitsPerSecond: optional(number),
    WriteUnitsPerSecond: optional(number),
    Status: optional(text),
  }),
);

export const indexShape = mapping({
  IndexName: text,
  KeySchema: keyShape,
  Projection: optional(projectionShape),
  IndexStatus: optional(text),
  Backfilling: optional(flag),
  ProvisionedThroughput: optional(unitsShape),
  OnDemandThroughput: onDemandShape,
  WarmThroughput: warmShape,
  ItemCount: optional(number),
  IndexSizeBytes: optional(number),
});

export const tableDescription = mapping({
  TableName: text,
  TableStatus: optional(text, "ACTIVE"),
  TableArn: optional(text),
  CreationDateTime: optional(moment),
  KeySchema: keyShape,
  AttributeDefinitions: list(mapping({ AttributeName: text, AttributeType: oneOf("S", "N", "B") })),
  BillingModeSummary: optional(
    mapping({ BillingMode: optional(text), LastUpdateToPayPerRequestDateTime: optional(moment) }),
  ),
  ProvisionedThroughput: optional(unitsShape),
  OnDemandThroughput: onDemandShape,
  WarmThroughput: warmShape,
  GlobalSecondaryIndexes: optional(list(indexShape), []),
  LocalSecondaryIndexes: optional(list(indexShape), []),
  StreamSpecification: optional(
    mapping({ StreamEnabled: optional(flag), StreamViewType: optional(text) }),
  ),
  SSEDescription: optional(
    mapping({
      Status: optional(text),
      SSEType: optional(text),
      KMSMasterKeyArn: optional(text),
    }),
  ),
  TableClassSummary: optional(
    mapping({ TableClass: optional(text), LastUpdateDateTime: optional(moment) }),
  ),
  DeletionProtectionEnabled: optional(flag),
  Replicas: optional(list(mapping({ RegionName: optional(text) })), []),
  ItemCount: optional(number, 0),
  TableSizeBytes: optional(number, 0),
});
export type TableDescription = Told<typeof tableDescription>;
export type IndexDescription = Told<typeof indexShape>;

export const timeToLiveDescription = mapping({
  TimeToLiveStatus: optional(text, "DISABLED"),
  AttributeName: optional(text),
});

/** A moment of a description; undefined when there is none, or none that can be read. */
export function momentOf(value: number | string | undefined): Date | undefined {
  if (value === undefined) return undefined;
  const date = new Date(typeof value === "number" ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
