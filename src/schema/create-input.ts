import type { WireInput } from "../dynamodb/request.ts";
import type { Billing, KeySchema, Projection, StreamView, TableSchema } from "./schema.ts";

/** The input of CreateTable that makes this table; time to live has a call of its own. */
export function createTableInput(schema: TableSchema): WireInput {
  const { billing, indexes, localIndexes, stream, tags } = schema;
  return {
    TableName: schema.table,
    AttributeDefinitions: attributeDefinitions(schema),
    KeySchema: keySchema(schema.key),
    BillingMode: billing.kind === "on-demand" ? "PAY_PER_REQUEST" : "PROVISIONED",
    ...throughput(billing),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(index => ({
        IndexName: index.name,
        KeySchema: keySchema(index.key),
        Projection: projectionInput(index.projection),
        // DynamoDB wants one for each index of a provisioned table; without its own, the table's.
        ...throughput(index.capacity ? { kind: "provisioned", ...index.capacity } : billing),
      })),
    }),
    ...(localIndexes.length > 0 && {
      LocalSecondaryIndexes: localIndexes.map(index => ({
        IndexName: index.name,
        KeySchema: keySchema(index.key),
        Projection: projectionInput(index.projection),
      })),
    }),
    ...(stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: streamViews[stream] },
    }),
    ...(schema.tableClass !== undefined && { TableClass: tableClasses[schema.tableClass] }),
    ...(schema.deletionProtection !== undefined && {
      DeletionProtectionEnabled: schema.deletionProtection,
    }),
    ...(tags.size > 0 && { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}

export function timeToLiveInput(table: string, attribute: string): WireInput {
  return {
    TableName: table,
    TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
  };
}

export const streamViews = {
  "keys-only": "KEYS_ONLY",
  "new-image": "NEW_IMAGE",
  "old-image": "OLD_IMAGE",
  "new-and-old-images": "NEW_AND_OLD_IMAGES",
} as const satisfies Record<StreamView, string>;

export const tableClasses = {
  standard: "STANDARD",
  "infrequent-access": "STANDARD_INFREQUENT_ACCESS",
} as const satisfies Record<NonNullable<TableSchema["tableClass"]>, string>;

/** Each attribute of any key once; DynamoDB refuses definitions that no key uses. */
function attributeDefinitions({ key, indexes, localIndexes }: TableSchema): WireInput[] {
  const keys = [key, ...indexes.map(index => index.key), ...localIndexes.map(index => index.key)];
  const types = new Map(
    keys.flatMap(({ partition, sort }) =>
      [...partition, ...sort].map(each => [each.name, each.type]),
    ),
  );
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function keySchema({ partition, sort }: KeySchema): WireInput[] {
  return [
    ...partition.map(({ name }) => ({ AttributeName: name, KeyType: "HASH" })),
    ...sort.map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" })),
  ];
}

function projectionInput(projection: Projection): WireInput {
  switch (projection.kind) {
    case "all":
      return { ProjectionType: "ALL" };
    case "keys":
      return { ProjectionType: "KEYS_ONLY" };
    case "include":
      return { ProjectionType: "INCLUDE", NonKeyAttributes: projection.attributes };
    default:
      return projection satisfies never;
  }
}

function throughput(billing: Billing): WireInput {
  if (billing.kind === "on-demand") return {};
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: billing.read,
      WriteCapacityUnits: billing.write,
    },
  };
}
