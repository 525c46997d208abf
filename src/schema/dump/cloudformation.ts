import { toCompactYaml } from "../../config/yaml-file.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { createTableInput, globalIndexInput, streamViews } from "../create-input.ts";
import type { Encryption, Insights, TableSchema } from "../schema.ts";
import { distinctNames } from "./distinct-names.ts";

/** A template with a resource for each table, as YAML. */
export function cloudFormationText(schemas: readonly TableSchema[]): string {
  const ids = distinctNames(schemas.map(({ table }) => logicalId(table)));
  const resources = schemas.map((schema, at): [string, object] => [
    ids[at] ?? "",
    { Type: "AWS::DynamoDB::Table", ...retained, Properties: properties(schema) },
  ]);
  return toCompactYaml({
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: new Map(resources),
  });
}

/** A stack that imports a table must say so, and then leaves its items when it lets go of it. */
const retained = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };

/** The properties of AWS::DynamoDB::Table: near to CreateTable's input, and with all settings. */
function properties(schema: TableSchema): WireInput {
  const { StreamSpecification, SSESpecification, ...input } = createTableInput(schema);
  const { stream, ttl, pointInTimeRecovery: recovery, encryption } = schema;
  const billing = schema.billing ?? { kind: "on-demand" };
  return {
    ...input,
    ...(schema.indexes.length > 0 && {
      GlobalSecondaryIndexes: schema.indexes.map(index => ({
        ...globalIndexInput(index, billing),
        ...insights(index.contributorInsights),
      })),
    }),
    ...insights(schema.contributorInsights),
    ...(ttl !== undefined && {
      TimeToLiveSpecification: ttl ? { AttributeName: ttl, Enabled: true } : { Enabled: false },
    }),
    ...(stream && { StreamSpecification: { StreamViewType: streamViews[stream] } }),
    ...(recovery !== undefined && {
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: recovery !== false,
        ...(recovery && recovery.days !== undefined && { RecoveryPeriodInDays: recovery.days }),
      },
    }),
    ...(encryption && { SSESpecification: encryptionOf(encryption) }),
  };
}

function insights(setting: Insights | false | undefined): WireInput {
  if (setting === undefined) return {};
  return {
    ContributorInsightsSpecification: {
      Enabled: setting !== false,
      ...(setting === "throttled" && { Mode: "THROTTLED_KEYS" }),
    },
  };
}

function encryptionOf(encryption: Encryption): WireInput {
  if (encryption.kind === "aws-owned") return { SSEEnabled: false };
  return {
    SSEEnabled: true,
    SSEType: "KMS",
    ...(encryption.kind === "customer" && { KMSMasterKeyId: encryption.key }),
  };
}

/** Logical IDs have letters and digits only. */
function logicalId(table: string): string {
  const words = table.split(/[^a-zA-Z0-9]+/).filter(word => word !== "");
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join("") || "Table";
}
