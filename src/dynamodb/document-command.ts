import type * as Lib from "@aws-sdk/lib-dynamodb";
import type { OperationName } from "./request.ts";
import type { CommandClass } from "./sdk-command.ts";

/** The document client's class for each operation on items; it has none for tables. */
export function documentClasses(
  lib: typeof Lib,
): Readonly<Partial<Record<OperationName, CommandClass>>> {
  const classes = {
    BatchGetItem: lib.BatchGetCommand,
    BatchWriteItem: lib.BatchWriteCommand,
    DeleteItem: lib.DeleteCommand,
    ExecuteStatement: lib.ExecuteStatementCommand,
    GetItem: lib.GetCommand,
    PutItem: lib.PutCommand,
    Query: lib.QueryCommand,
    Scan: lib.ScanCommand,
    TransactGetItems: lib.TransactGetCommand,
    TransactWriteItems: lib.TransactWriteCommand,
    UpdateItem: lib.UpdateCommand,
  } satisfies Partial<Record<OperationName, unknown>>;
  return classes as unknown as Partial<Record<OperationName, CommandClass>>;
}
