import { z } from "zod";

/** What DescribeTable and DescribeTimeToLive tell, as far as dyn reads it. */
export const keyShape = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

/** A moment, as seconds since 1970 or, from some emulators and files, as text. */
const moment = z.union([z.number(), z.string()]).optional();

export const unitsShape = z.object({
  ReadCapacityUnits: z.number(),
  WriteCapacityUnits: z.number(),
  NumberOfDecreasesToday: z.number().optional(),
});

const projectionShape = z.object({
  ProjectionType: z.string().optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});

export const onDemandShape = z
  .object({
    MaxReadRequestUnits: z.number().optional(),
    MaxWriteRequestUnits: z.number().optional(),
  })
  .optional();

export const warmShape = z
  .object({
    ReadUnitsPerSecond: z.number().optional(),
    WriteUnitsPerSecond: z.number().optional(),
    Status: z.string().optional(),
  })
  .optional();

export const indexShape = z.object({
  IndexName: z.string(),
  KeySchema: keyShape,
  Projection: projectionShape.optional(),
  IndexStatus: z.string().optional(),
  Backfilling: z.boolean().optional(),
  ProvisionedThroughput: unitsShape.optional(),
  OnDemandThroughput: onDemandShape,
  WarmThroughput: warmShape,
  ItemCount: z.number().optional(),
  IndexSizeBytes: z.number().optional(),
});

export const tableDescription = z.object({
  TableName: z.string(),
  TableStatus: z.string().default("ACTIVE"),
  TableArn: z.string().optional(),
  CreationDateTime: moment,
  KeySchema: keyShape,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  BillingModeSummary: z
    .object({ BillingMode: z.string().optional(), LastUpdateToPayPerRequestDateTime: moment })
    .optional(),
  ProvisionedThroughput: unitsShape.optional(),
  OnDemandThroughput: onDemandShape,
  WarmThroughput: warmShape,
  GlobalSecondaryIndexes: z.array(indexShape).default([]),
  LocalSecondaryIndexes: z.array(indexShape).default([]),
  StreamSpecification: z
    .object({ StreamEnabled: z.boolean().optional(), StreamViewType: z.string().optional() })
    .optional(),
  SSEDescription: z
    .object({
      Status: z.string().optional(),
      SSEType: z.string().optional(),
      KMSMasterKeyArn: z.string().optional(),
    })
    .optional(),
  TableClassSummary: z
    .object({ TableClass: z.string().optional(), LastUpdateDateTime: moment })
    .optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  Replicas: z.array(z.object({ RegionName: z.string().optional() })).default([]),
  ItemCount: z.number().default(0),
  TableSizeBytes: z.number().default(0),
});
export type TableDescription = z.infer<typeof tableDescription>;
export type IndexDescription = z.infer<typeof indexShape>;

export const timeToLiveDescription = z.object({
  TimeToLiveStatus: z.string().default("DISABLED"),
  AttributeName: z.string().optional(),
});

/** A moment of a description; undefined when there is none, or none that can be read. */
export function momentOf(value: number | string | undefined): Date | undefined {
  if (value === undefined) return undefined;
  const date = new Date(typeof value === "number" ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
