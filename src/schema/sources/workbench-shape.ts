import { z } from "zod";

/** The model of NoSQL Workbench, as far as it says what a table is; it says much else. */
const attribute = z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) });
const keyAttributes = z.object({ PartitionKey: attribute, SortKey: attribute.optional() });

const index = z.object({
  IndexName: z.string(),
  KeyAttributes: keyAttributes,
  Projection: z
    .object({
      ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).optional(),
      NonKeyAttributes: z.array(z.string()).optional(),
    })
    .optional(),
});

const scaling = z
  .object({
    ScalableTargetRequest: z.object({ MinCapacity: z.int(), MaxCapacity: z.int() }),
  })
  .optional();

const capacity = z.object({
  ProvisionedThroughput: z.object({ ReadCapacityUnits: z.int(), WriteCapacityUnits: z.int() }),
  AutoScalingRead: scaling,
  AutoScalingWrite: scaling,
});

const table = z.object({
  TableName: z.string(),
  KeyAttributes: keyAttributes,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
  ProvisionedCapacitySettings: capacity.optional(),
  TableData: z.array(z.record(z.string(), z.unknown())).optional(),
});

export const modelShape = z.object({ DataModel: z.array(table).min(1) });

export type ModelTable = z.infer<typeof table>;
export type ModelIndex = z.infer<typeof index>;
