import { check, Problems } from "../../config/validate.ts";
import { projectionOf } from "../projection.ts";
import type { Billing, KeySchema, TableSchema, Units } from "../schema.ts";
import { membersOf, ownForm, type Path, type Source } from "./reading.ts";
import { type ModelIndex, type ModelTable, modelShape } from "./workbench-shape.ts";

/** The model of NoSQL Workbench, with all its tables. */
export const workbench: Source = {
  recognizes: data => "DataModel" in membersOf(data),
  read: document => {
    const problems = new Problems(document);
    const model = check(modelShape, document, problems);
    const tables = (model?.DataModel ?? []).map((table, at) =>
      ownForm(document, schemaOf(table), path => ["DataModel", at, ...sourcePath(table, path)]),
    );
    return { tables, problems: problems.found, notes: [] };
  },
};

function schemaOf(table: ModelTable): TableSchema {
  const billing = billingOf(table);
  return {
    table: table.TableName,
    key: keyOf(table.KeyAttributes),
    ...(billing && { billing }),
    indexes: (table.GlobalSecondaryIndexes ?? []).map(indexOf),
    localIndexes: (table.LocalSecondaryIndexes ?? []).map(indexOf),
  };
}

function indexOf(index: ModelIndex) {
  return {
    name: index.IndexName,
    key: keyOf(index.KeyAttributes),
    projection: projectionOf(index.Projection),
  };
}

function keyOf({ PartitionKey, SortKey }: ModelTable["KeyAttributes"]): KeySchema {
  const attribute = ({ AttributeName: name, AttributeType: type }: typeof PartitionKey) => ({
    name,
    type,
  });
  return { partition: [attribute(PartitionKey)], sort: SortKey ? [attribute(SortKey)] : [] };
}

function billingOf(table: ModelTable): Billing | undefined {
  const { BillingMode: mode, ProvisionedCapacitySettings: settings } = table;
  if (mode === "PAY_PER_REQUEST") return { kind: "on-demand" };
  if (settings === undefined) return undefined;
  const units = (count: number, scaling: typeof settings.AutoScalingRead): Units => {
    const { MinCapacity: min, MaxCapacity: max } = scaling?.ScalableTargetRequest ?? {
      MinCapacity: count,
      MaxCapacity: count,
    };
    return { min, max };
  };
  const { ReadCapacityUnits, WriteCapacityUnits } = settings.ProvisionedThroughput;
  return {
    kind: "provisioned",
    capacity: {
      read: units(ReadCapacityUnits, settings.AutoScalingRead),
      write: units(WriteCapacityUnits, settings.AutoScalingWrite),
    },
  };
}

/** Where a table of the model has what dyn's own form has at a path. */
function sourcePath(table: ModelTable, [first, name, part]: Path): Path {
  if (first === "indexes" || first === "localIndexes") {
    const group = first === "indexes" ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes";
    const at = table[group]?.findIndex(({ IndexName }) => IndexName === name) ?? -1;
    return at < 0
      ? [group]
      : [group, at, ...keyPath(part), ...(part === "projection" ? ["Projection"] : [])];
  }
  if (first === "table") return ["TableName"];
  if (first === "billing") return ["ProvisionedCapacitySettings"];
  return keyPath(first);
}

function keyPath(part: PropertyKey | undefined): Path {
  if (part === "partitionKey") return ["KeyAttributes", "PartitionKey"];
  return part === "sortKey" ? ["KeyAttributes", "SortKey"] : [];
}
