import { expect, test } from "vitest";
import { codeOf, isConditionFailure, isConflict } from "../../../src/targets/dynamodb/faults.ts";

const cancelled = (...codes: (string | undefined)[]) => ({
  code: "TransactionCanceledException",
  message: "cancelled",
  details: { CancellationReasons: codes.map(Code => (Code === undefined ? {} : { Code })) },
});

test.each([
  [["None", "ConditionalCheckFailed"], "TransactionCanceled: ConditionalCheckFailed"],
  [
    ["TransactionConflict", "None", "ConditionalCheckFailed", "TransactionConflict"],
    "TransactionCanceled: TransactionConflict, ConditionalCheckFailed",
  ],
  [["None", undefined], "TransactionCanceledException"],
])("a transaction cancelled for %j has the code %s", (codes, code) => {
  expect(codeOf(cancelled(...codes))).toBe(code);
});

test("an error that is no cancelled transaction keeps its code", () => {
  expect(codeOf({ code: "ValidationException", message: "" })).toBe("ValidationException");
});

test.each([
  [["TransactionConflict", "None"], true],
  [["TransactionConflict", "ThrottlingError"], true],
  [["TransactionConflict", "ConditionalCheckFailed"], false],
  [["ThrottlingError"], false],
  [["ValidationError"], false],
  [[], false],
])("cancelled for %j: a conflict that may pass is %s", (codes, conflict) => {
  expect(isConflict(cancelled(...codes))).toBe(conflict);
});

test("a single item's conflict and condition have errors of their own", () => {
  expect(isConflict({ code: "TransactionConflictException", message: "" })).toBe(true);
  expect(isConflict({ code: "ConditionalCheckFailedException", message: "" })).toBe(false);
  expect(isConditionFailure({ code: "ConditionalCheckFailedException", message: "" })).toBe(true);
  expect(isConditionFailure(cancelled("None", "ConditionalCheckFailed"))).toBe(true);
  expect(isConditionFailure(cancelled("TransactionConflict"))).toBe(false);
});
