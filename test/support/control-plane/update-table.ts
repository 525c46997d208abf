import { type IndexInput, type Input, inUse, invalid, limited, type Units } from "./input.ts";
import type { AwsTable, Pace } from "./table.ts";

const dayMs = 86_400_000;

/** UpdateTable with AWS's rules: one class of change a call, one change at a time, and its windows. */
export function updateTable(table: AwsTable, input: Input, pace: Pace, nowMs: number): void {
  const { TableName, GlobalSecondaryIndexUpdates: updates = [] } = input;
  const building = [...table.indexes.values()].some(({ status }) => status !== "ACTIVE");
  if (table.status !== "ACTIVE") {
    throw inUse(
      `Attempt to change a resource which is still in use: Table is being updated: ${TableName}`,
    );
  }
  const shapes = updates.filter(({ Create, Delete }) => Create ?? Delete);
  if (building && shapes.length > 0) {
    throw limited("Only 1 online index can be created or deleted simultaneously per table");
  }
  if (building) throw inUse(`Table is being updated: ${TableName}`);
  const changes = updates.flatMap(({ Update }) => (Update ? [Update] : []));
  const hasIndex = (member: keyof IndexInput) => changes.some(each => each[member] !== undefined);
  const classes = [
    shapes.length > 0,
    input.BillingMode !== undefined ||
      input.ProvisionedThroughput !== undefined ||
      hasIndex("ProvisionedThroughput"),
    input.OnDemandThroughput !== undefined || hasIndex("OnDemandThroughput"),
    input.WarmThroughput !== undefined || hasIndex("WarmThroughput"),
    input.StreamSpecification !== undefined,
    input.SSESpecification !== undefined,
    input.TableClass !== undefined,
    input.DeletionProtectionEnabled !== undefined,
  ].filter(Boolean).length;
  if (classes === 0) throw invalid("At least one of ProvisionedThroughput, … is required");
  if (classes > 1 || shapes.length > 1) {
    throw invalid("Cannot perform more than one kind of change in a single UpdateTable operation");
  }

  changeCapacity(table, input, nowMs);
  if (input.OnDemandThroughput) table.limit = { ...table.limit, ...input.OnDemandThroughput };
  if (input.WarmThroughput) table.warm = { ...table.warm, ...input.WarmThroughput };
  for (const change of changes) {
    const index = table.indexes.get(change.IndexName);
    if (index === undefined) throw invalid(`no index ${change.IndexName}`);
    if (change.ProvisionedThroughput) index.units = change.ProvisionedThroughput;
    if (change.OnDemandThroughput) index.limit = { ...index.limit, ...change.OnDemandThroughput };
    if (change.WarmThroughput) index.warm = { ...index.warm, ...change.WarmThroughput };
  }
  if (input.StreamSpecification) {
    if (input.StreamSpecification.StreamEnabled === (table.stream?.StreamEnabled === true)) {
      throw invalid(
        table.stream?.StreamEnabled
          ? "Table already has an enabled stream"
          : "Table has no stream to disable",
      );
    }
    table.stream = input.StreamSpecification;
  }
  if (input.SSESpecification) table.encryption = input.SSESpecification;
  if (input.TableClass) {
    if (input.TableClass === table.tableClass) throw invalid("the table has this class");
    if (table.classAt.filter(at => nowMs - at < 30 * dayMs).length >= 2) {
      throw limited("Table class updates are limited to 2 times in 30 day(s)");
    }
    table.classAt.push(nowMs);
    table.tableClass = input.TableClass;
  }
  if (input.DeletionProtectionEnabled !== undefined) {
    table.isProtected = input.DeletionProtectionEnabled;
  }
  changeIndexes(table, input, pace);
  table.status = "UPDATING";
  table.left = pace.looks;
}

function changeCapacity(table: AwsTable, input: Input, nowMs: number): void {
  const { BillingMode: mode, ProvisionedThroughput: units } = input;
  if (mode === "PAY_PER_REQUEST") {
    if (table.billing === mode) throw invalid("Table is already on-demand");
    if (table.onDemandAt.filter(at => nowMs - at < dayMs).length >= 4) {
      throw limited("Update to PayPerRequest mode are limited to 4 times in 1 day(s)");
    }
    table.onDemandAt.push(nowMs);
    table.billing = mode;
    table.units = undefined;
    for (const index of table.indexes.values()) index.units = undefined;
    return;
  }
  if (mode === "PROVISIONED") {
    const named = new Set(
      (input.GlobalSecondaryIndexUpdates ?? []).map(({ Update }) => Update?.IndexName),
    );
    const isWhole = units && [...table.indexes.keys()].every(name => named.has(name));
    if (!isWhole)
      throw invalid("ProvisionedThroughput must be specified for the table and indexes");
    table.billing = mode;
    table.limit = undefined;
    for (const index of table.indexes.values()) index.limit = undefined;
  } else if (units) {
    if (isSame(units, table.units)) {
      throw invalid("The provisioned throughput for the table will not change");
    }
    if (isLess(units, table.units)) {
      if (table.decreases >= 4) {
        throw limited("Provisioned throughput decreases are limited within a given UTC day");
      }
      table.decreases += 1;
    }
  }
  if (units) table.units = units;
}

function changeIndexes(table: AwsTable, input: Input, pace: Pace): void {
  for (const { Create, Delete } of input.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) {
      if (table.indexes.has(Create.IndexName)) {
        throw invalid("Attempting to create an index which already exists");
      }
      table.define(input.AttributeDefinitions ?? []);
      table.addIndex(Create, pace.looks + pace.backfill);
    }
    if (Delete) {
      const index = table.indexes.get(Delete.IndexName);
      if (index === undefined) throw invalid("Requested resource not found");
      index.status = "DELETING";
      index.left = pace.looks;
    }
  }
}

function isSame(one: Units, two: Units | undefined): boolean {
  return (
    one.ReadCapacityUnits === two?.ReadCapacityUnits &&
    one.WriteCapacityUnits === two.WriteCapacityUnits
  );
}

function isLess(one: Units, two: Units | undefined): boolean {
  return (
    two !== undefined &&
    (one.ReadCapacityUnits < two.ReadCapacityUnits ||
      one.WriteCapacityUnits < two.WriteCapacityUnits)
  );
}
