import { z } from "zod";
import { billingModes, streamViews, tableClasses } from "../create-input.ts";

/**
 * The properties of AWS::DynamoDB::Table, and the input of CreateTable, which differ in few names.
 * CloudFormation takes numbers and booleans as text, too.
 */
const count = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform(text => text === "true")]);

const keySchema = z
  .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }))
  .refine(keys => keys.some(({ KeyType }) => KeyType === "HASH"), "no attribute of KeyType HASH");

const projection = z.strictObject({
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});

/** Internally also a range, which GlobalTable's autoscaling comes to. */
const units = z.union([count, z.strictObject({ min: count, max: count })]);
const provisioned = z.strictObject({ ReadCapacityUnits: units, WriteCapacityUnits: units });
export type Provisioned = z.infer<typeof provisioned>;

const throughput = {
  OnDemandThroughput: z
    .strictObject({
      MaxReadRequestUnits: count.optional(),
      MaxWriteRequestUnits: count.optional(),
    })
    .optional(),
  WarmThroughput: z
    .strictObject({
      ReadUnitsPerSecond: count.optional(),
      WriteUnitsPerSecond: count.optional(),
    })
    .optional(),
  ContributorInsightsSpecification: z
    .strictObject({
      Enabled: flag,
      Mode: z.enum(["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"]).optional(),
    })
    .optional(),
};

const globalIndex = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: projection,
  ProvisionedThroughput: provisioned.optional(),
  ...throughput,
});

const localIndex = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: projection,
});

const names = <Name extends string>(of: Readonly<Record<string, Name>>) =>
  z.enum(Object.values(of) as [Name, ...Name[]]);

export const propertiesShape = z.strictObject({
  TableName: z.string(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema: keySchema,
  BillingMode: names(billingModes).optional(),
  ProvisionedThroughput: provisioned.optional(),
  ...throughput,
  GlobalSecondaryIndexes: z.array(globalIndex).optional(),
  LocalSecondaryIndexes: z.array(localIndex).optional(),
  StreamSpecification: z
    .strictObject({ StreamEnabled: flag.optional(), StreamViewType: names(streamViews).optional() })
    .optional(),
  SSESpecification: z
    .strictObject({
      SSEEnabled: flag.optional(),
      Enabled: flag.optional(),
      SSEType: z.enum(["KMS", "AES256"]).optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .optional(),
  TableClass: names(tableClasses).optional(),
  DeletionProtectionEnabled: flag.optional(),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string().optional(), Enabled: flag })
    .optional(),
  PointInTimeRecoverySpecification: z
    .strictObject({
      PointInTimeRecoveryEnabled: flag.optional(),
      RecoveryPeriodInDays: count.optional(),
    })
    .optional(),
  Tags: z
    .array(
      z.strictObject({
        Key: z.string(),
        Value: z.union([z.string(), z.number().transform(String)]),
      }),
    )
    .optional(),
});
export type Properties = z.infer<typeof propertiesShape>;
