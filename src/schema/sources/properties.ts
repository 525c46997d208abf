import { check, Problems } from "../../config/validate.ts";
import type { YamlFile } from "../../config/yaml-file.ts";
import { streamViews, tableClasses } from "../create-input.ts";
import { given, nameOf } from "../given.ts";
import { projectionOf } from "../projection.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  KeySchema,
  PointInTimeRecovery,
  TableSchema,
  Throughput,
  ThroughputSettings,
  Units,
} from "../schema.ts";
import { type Properties, type Provisioned, propertiesShape } from "./properties-shape.ts";
import { ownForm, type Path, type Reading } from "./reading.ts";

/**
 * A table by the properties of its CloudFormation resource, or by CreateTable's input.
 * @param document the properties alone, without intrinsic functions
 */
export function readProperties(document: YamlFile): Reading {
  const problems = new Problems(document);
  const properties = check(propertiesShape, document, problems);
  if (properties === undefined) return { tables: [], problems: problems.found, notes: [] };
  checkReferences(properties, problems);
  if (problems.found.length > 0) return { tables: [], problems: problems.found, notes: [] };
  const table = ownForm(document, schemaOf(properties), path => sourcePath(properties, path));
  return { tables: [table], problems: [], notes: [] };
}

/** What one property says of another. */
function checkReferences(properties: Properties, problems: Problems): void {
  const defined = new Set(properties.AttributeDefinitions.map(each => each.AttributeName));
  const parts: [Path, Properties["KeySchema"]][] = [[[], properties.KeySchema]];
  for (const group of ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] as const) {
    const indexes = properties[group] ?? [];
    for (const [at, { IndexName, KeySchema }] of indexes.entries()) {
      parts.push([[group, at], KeySchema]);
      if (indexes.findIndex(each => each.IndexName === IndexName) < at) {
        problems.add([group, at, "IndexName"], `the index "${IndexName}" a second time`);
      }
    }
  }
  for (const [path, keys] of parts) {
    for (const [at, { AttributeName }] of keys.entries()) {
      if (defined.has(AttributeName)) continue;
      const message = `"${AttributeName}" is not among the AttributeDefinitions`;
      problems.add([...path, "KeySchema", at, "AttributeName"], message);
    }
  }
  if (properties.BillingMode === "PROVISIONED" && properties.ProvisionedThroughput === undefined) {
    problems.add(["BillingMode"], "PROVISIONED needs a ProvisionedThroughput");
  }
}

function schemaOf(properties: Properties): TableSchema {
  const types = new Map(
    properties.AttributeDefinitions.map(each => [each.AttributeName, each.AttributeType]),
  );
  const keyOf = (keys: Properties["KeySchema"]): KeySchema => {
    const attributes = (type: string) =>
      keys
        .filter(({ KeyType }) => KeyType === type)
        .map(({ AttributeName: name }) => ({ name, type: types.get(name) ?? "S" }));
    return { partition: attributes("HASH"), sort: attributes("RANGE") };
  };
  const billing = billingOf(properties);
  const { StreamSpecification, TimeToLiveSpecification, TableClass, Tags } = properties;
  return {
    table: properties.TableName,
    key: keyOf(properties.KeySchema),
    ...given("billing", billing),
    indexes: (properties.GlobalSecondaryIndexes ?? []).map(index => ({
      name: index.IndexName,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
      ...(billing?.kind === "provisioned" &&
        given("capacity", index.ProvisionedThroughput && capacityOf(index.ProvisionedThroughput))),
      ...throughputOf(index),
    })),
    localIndexes: (properties.LocalSecondaryIndexes ?? []).map(index => ({
      name: index.IndexName,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
    })),
    ...throughputOf(properties),
    ...given(
      "ttl",
      TimeToLiveSpecification?.Enabled &&
        // Without its attribute, which the check of dyn's own form reports.
        (TimeToLiveSpecification.AttributeName ?? ""),
    ),
    ...given(
      "stream",
      StreamSpecification &&
        StreamSpecification.StreamEnabled !== false &&
        nameOf(streamViews, StreamSpecification.StreamViewType),
    ),
    ...given("pointInTimeRecovery", recoveryOf(properties.PointInTimeRecoverySpecification)),
    ...given("encryption", encryptionOf(properties.SSESpecification)),
    ...given("deletionProtection", properties.DeletionProtectionEnabled),
    ...given("tableClass", nameOf(tableClasses, TableClass)),
    ...given("tags", Tags && new Map(Tags.map(({ Key, Value }) => [Key, Value]))),
  };
}

function billingOf({ BillingMode, ProvisionedThroughput }: Properties): Billing | undefined {
  if (BillingMode === "PAY_PER_REQUEST") return { kind: "on-demand" };
  return (
    ProvisionedThroughput && { kind: "provisioned", capacity: capacityOf(ProvisionedThroughput) }
  );
}

function capacityOf({ ReadCapacityUnits, WriteCapacityUnits }: Provisioned): Capacity {
  const units = (of: number | Units) => (typeof of === "number" ? { min: of, max: of } : of);
  return { read: units(ReadCapacityUnits), write: units(WriteCapacityUnits) };
}

function throughputOf(
  part: Pick<
    Properties,
    "OnDemandThroughput" | "WarmThroughput" | "ContributorInsightsSpecification"
  >,
): ThroughputSettings {
  const { OnDemandThroughput: limit, WarmThroughput: warm } = part;
  const insights = part.ContributorInsightsSpecification;
  return {
    ...given(
      "maxThroughput",
      limit && limitOf(limit.MaxReadRequestUnits, limit.MaxWriteRequestUnits),
    ),
    ...given(
      "warmThroughput",
      warm && {
        ...given("read", warm.ReadUnitsPerSecond),
        ...given("write", warm.WriteUnitsPerSecond),
      },
    ),
    ...given(
      "contributorInsights",
      insights?.Enabled &&
        (insights.Mode === "THROTTLED_KEYS" ? "throttled" : "accessed-and-throttled"),
    ),
  };
}

/** -1 is no limit. */
function limitOf(read: number | undefined, write: number | undefined): Throughput | false {
  const limited = {
    ...(read !== undefined && read >= 0 && { read }),
    ...(write !== undefined && write >= 0 && { write }),
  };
  return Object.keys(limited).length > 0 && limited;
}

function recoveryOf(
  recovery: Properties["PointInTimeRecoverySpecification"],
): PointInTimeRecovery | false | undefined {
  if (recovery === undefined) return undefined;
  if (recovery.PointInTimeRecoveryEnabled !== true) return false;
  return given("days", recovery.RecoveryPeriodInDays);
}

function encryptionOf(sse: Properties["SSESpecification"]): Encryption | undefined {
  if (sse === undefined) return undefined;
  const key = sse.KMSMasterKeyId;
  if ((sse.SSEEnabled ?? sse.Enabled) !== true) return { kind: "aws-owned" };
  return key === undefined ? { kind: "aws-managed" } : { kind: "customer", key };
}

const sourceNames: Readonly<Record<string, string>> = {
  table: "TableName",
  partitionKey: "KeySchema",
  sortKey: "KeySchema",
  projection: "Projection",
  capacity: "ProvisionedThroughput",
  maxThroughput: "OnDemandThroughput",
  warmThroughput: "WarmThroughput",
  contributorInsights: "ContributorInsightsSpecification",
  ttl: "TimeToLiveSpecification",
  stream: "StreamSpecification",
  pointInTimeRecovery: "PointInTimeRecoverySpecification",
  encryption: "SSESpecification",
  deletionProtection: "DeletionProtectionEnabled",
  tableClass: "TableClass",
  tags: "Tags",
};

/** Where the properties have what dyn's own form has at a path. */
function sourcePath(properties: Properties, [first, name, ...rest]: Path): Path {
  for (const [group, own] of [
    ["indexes", "GlobalSecondaryIndexes"],
    ["localIndexes", "LocalSecondaryIndexes"],
  ] as const) {
    if (first !== group) continue;
    const at = properties[own]?.findIndex(({ IndexName }) => IndexName === name) ?? -1;
    return at < 0 ? [own] : [own, at, ...sourceName(rest[0])];
  }
  if (first === "billing")
    return [properties.BillingMode === "PAY_PER_REQUEST" ? "BillingMode" : "ProvisionedThroughput"];
  return sourceName(first);
}

function sourceName(name: PropertyKey | undefined): Path {
  const known = name === undefined ? undefined : sourceNames[String(name)];
  return known === undefined ? [] : [known];
}
