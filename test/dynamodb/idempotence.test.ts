import { describe, expect, test } from "vitest";
import { safetyOf } from "../../src/dynamodb/idempotence.ts";
import { type Hole, type OperationName, operationNames } from "../../src/dynamodb/request.ts";

const hole: Hole = { hole: true, wire: () => '"x"', value: () => "x" };

function update(UpdateExpression: unknown, more = {}): boolean {
  return safetyOf({ operation: "UpdateItem", input: { UpdateExpression, ...more } }).idempotent;
}

describe("what may be sent again when nobody knows whether it was applied", () => {
  test("every read, and nothing else counts as one", () => {
    const reads = operationNames.filter(operation => safetyOf({ operation, input: {} }).read);
    expect(reads).toEqual([
      "BatchGetItem",
      "DescribeBackup",
      "DescribeBulkOperation",
      "DescribeContinuousBackups",
      "DescribeContributorInsights",
      "DescribeExport",
      "DescribeImport",
      "DescribeTable",
      "DescribeTimeToLive",
      "GetItem",
      "ListBackups",
      "ListBulkOperations",
      "ListExports",
      "ListImports",
      "ListTables",
      "ListTagsOfResource",
      "Query",
      "Scan",
      "TransactGetItems",
    ]);
  });

  test.each<OperationName>(["PutItem", "DeleteItem"])(
    "%s without a condition, unless it returns what was there",
    operation => {
      expect(safetyOf({ operation, input: {} }).idempotent).toBe(true);
      expect(safetyOf({ operation, input: { ConditionExpression: "a = b" } }).idempotent).toBe(
        false,
      );
      expect(safetyOf({ operation, input: { ConditionExpression: hole } }).idempotent).toBe(false);
      expect(safetyOf({ operation, input: { Expected: {} } }).idempotent).toBe(false);
      expect(safetyOf({ operation, input: { ReturnValues: "ALL_OLD" } }).idempotent).toBe(false);
      expect(safetyOf({ operation, input: { ReturnValues: "NONE" } }).idempotent).toBe(true);
    },
  );

  test.each([
    "SET a = :v",
    "set #a.b=:v , c = :w",
    " SET #n0 = :v0 REMOVE b, c.d",
    "REMOVE a SET b = :v",
  ])("an update that only assigns and removes: %s", expression => {
    expect(update(expression)).toBe(true);
    expect(update(expression, { ConditionExpression: "attribute_exists(a)" })).toBe(false);
    expect(update(expression, { ReturnValues: "UPDATED_OLD" })).toBe(false);
  });

  test.each([
    "ADD a :v",
    "DELETE a :v",
    "SET a = a + :v",
    "SET a = :v - b",
    "SET a = b",
    "SET a = :v ADD b :w",
    "SET a = list_append(a, :v)",
    "SET a = if_not_exists(a, :v)",
    "SET a[3] = :v",
    "REMOVE a[0]",
    "SET a = :v, b = b + :v",
    "",
    undefined,
    hole,
  ])("but no other update: %s", expression => {
    expect(update(expression)).toBe(false);
  });

  test("legacy updates are not looked into", () => {
    expect(update("SET a = :v", { AttributeUpdates: {} })).toBe(false);
  });

  test("batches, transactions with a token, and SELECT statements", () => {
    const idempotent = (operation: OperationName, input = {}) =>
      safetyOf({ operation, input }).idempotent;
    expect(idempotent("BatchWriteItem")).toBe(true);
    expect(idempotent("TransactWriteItems")).toBe(false);
    expect(idempotent("TransactWriteItems", { ClientRequestToken: hole })).toBe(true);
    expect(idempotent("ExecuteStatement", { Statement: " select * from T" })).toBe(true);
    expect(idempotent("ExecuteStatement", { Statement: "SELECT*FROM T" })).toBe(true);
    expect(idempotent("ExecuteStatement", { Statement: "SELECTED" })).toBe(false);
    expect(idempotent("ExecuteStatement", { Statement: "INSERT INTO T VALUE {}" })).toBe(false);
    expect(idempotent("ExecuteStatement", { Statement: hole })).toBe(false);
    const transaction = (...statements: unknown[]) =>
      idempotent("ExecuteTransaction", {
        TransactStatements: statements.map(Statement => ({ Statement })),
      });
    expect(transaction("SELECT * FROM T", "select * from U")).toBe(true);
    expect(transaction("SELECT * FROM T", "DELETE FROM U")).toBe(false);
    expect(transaction("SELECT * FROM T", hole)).toBe(false);
    expect(idempotent("ExecuteTransaction", { ClientRequestToken: hole })).toBe(true);
    expect(idempotent("CreateTable")).toBe(false);
    expect(idempotent("DeleteTable")).toBe(false);
  });
});
