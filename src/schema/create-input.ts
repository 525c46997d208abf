import type { WireInput } from "../dynamodb/request.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  GlobalIndex,
  KeySchema,
  Projection,
  StreamView,
  TableClass,
  TableSchema,
  Throughput,
  ThroughputSettings,
} from "./schema.ts";

/** The input of CreateTable that makes this table; time to live, recovery and insights have calls of their own. */
export function createTableInput(schema: TableSchema): WireInput {
  const { indexes, localIndexes, stream, tags } = schema;
  const billing = schema.billing ?? { kind: "on-demand" };
  return {
    TableName: schema.table,
    AttributeDefinitions: attributeDefinitions(schema),
    KeySchema: keySchema(schema.key),
    BillingMode: billingModes[billing.kind],
    ...provisioned(capacityOf(billing)),
    ...throughputInput(schema),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(index => globalIndexInput(index, billing)),
    }),
    ...(localIndexes.length > 0 && {
      LocalSecondaryIndexes: localIndexes.map(index => ({
        IndexName: index.name,
        KeySchema: keySchema(index.key),
        Projection: projectionInput(index.projection),
      })),
    }),
    ...(stream && { StreamSpecification: streamInput(stream) }),
    ...(schema.encryption !== undefined &&
      schema.encryption.kind !== "aws-owned" && {
        SSESpecification: encryptionInput(schema.encryption),
      }),
    ...(schema.tableClass !== undefined && { TableClass: tableClasses[schema.tableClass] }),
    ...(schema.deletionProtection !== undefined && {
      DeletionProtectionEnabled: schema.deletionProtection,
    }),
    ...(tags !== undefined &&
      tags.size > 0 && { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}

/** A global index as CreateTable and UpdateTable make it on a table with this billing. */
export function globalIndexInput(index: GlobalIndex, billing: Billing): WireInput {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.key),
    Projection: projectionInput(index.projection),
    // DynamoDB wants one for each index of a provisioned table; without its own, the table's.
    ...provisioned(
      billing.kind === "provisioned" ? (index.capacity ?? billing.capacity) : undefined,
    ),
    ...throughputInput(index),
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
} as const satisfies Record<TableClass, string>;

export const billingModes = {
  "on-demand": "PAY_PER_REQUEST",
  provisioned: "PROVISIONED",
} as const satisfies Record<Billing["kind"], string>;

/** Each attribute of any key once; DynamoDB refuses definitions that no key uses. */
export function attributeDefinitions({
  key,
  indexes,
  localIndexes,
}: Pick<TableSchema, "key" | "indexes" | "localIndexes">): WireInput[] {
  const keys = [key, ...indexes.map(index => index.key), ...localIndexes.map(index => index.key)];
  const types = new Map(
    keys.flatMap(({ partition, sort }) =>
      [...partition, ...sort].map(each => [each.name, each.type]),
    ),
  );
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

export function keySchema({ partition, sort }: KeySchema): WireInput[] {
  return [
    ...partition.map(({ name }) => ({ AttributeName: name, KeyType: "HASH" })),
    ...sort.map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" })),
  ];
}

export function projectionInput(projection: Projection): WireInput {
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

/** ProvisionedThroughput, where there is any. */
export function provisioned(capacity: Capacity | undefined): WireInput {
  if (capacity === undefined) return {};
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: capacity.read.min,
      WriteCapacityUnits: capacity.write.min,
    },
  };
}

export function encryptionInput(encryption: Encryption): WireInput {
  if (encryption.kind === "aws-owned") return { Enabled: false };
  return {
    Enabled: true,
    SSEType: "KMS",
    ...(encryption.kind === "customer" && { KMSMasterKeyId: encryption.key }),
  };
}

export function streamInput(stream: StreamView | false): WireInput {
  if (stream === false) return { StreamEnabled: false };
  return { StreamEnabled: true, StreamViewType: streamViews[stream] };
}

/** OnDemandThroughput and WarmThroughput of a new table or index. */
function throughputInput({ maxThroughput, warmThroughput }: ThroughputSettings): WireInput {
  return {
    ...(maxThroughput && { OnDemandThroughput: onDemandInput(maxThroughput) }),
    ...(warmThroughput && { WarmThroughput: warmInput(warmThroughput) }),
  };
}

/** -1 clears a limit. */
export function onDemandInput(limit: Throughput | false): WireInput {
  if (limit === false) return { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 };
  return {
    ...(limit.read !== undefined && { MaxReadRequestUnits: limit.read }),
    ...(limit.write !== undefined && { MaxWriteRequestUnits: limit.write }),
  };
}

export function warmInput({ read, write }: Throughput): WireInput {
  return {
    ...(read !== undefined && { ReadUnitsPerSecond: read }),
    ...(write !== undefined && { WriteUnitsPerSecond: write }),
  };
}

function capacityOf(billing: Billing): Capacity | undefined {
  return billing.kind === "provisioned" ? billing.capacity : undefined;
}
