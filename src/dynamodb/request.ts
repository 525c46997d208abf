import type { Scope } from "../template/scope.ts";

/** The operations of DynamoDB_20120810 that dyn sends. */
export const operationNames = [
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "CancelBulkOperation",
  "CreateBackup",
  "CreateTable",
  "DeleteBackup",
  "DeleteItem",
  "DeleteTable",
  "DescribeBackup",
  "DescribeBulkOperation",
  "DescribeContinuousBackups",
  "DescribeContributorInsights",
  "DescribeExport",
  "DescribeImport",
  "DescribeTable",
  "DescribeTimeToLive",
  "ExecuteStatement",
  "ExecuteTransaction",
  "ExportTableToPointInTime",
  "GetItem",
  "ImportTable",
  "ListBackups",
  "ListBulkOperations",
  "ListExports",
  "ListImports",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "RestoreTableFromBackup",
  "RestoreTableToPointInTime",
  "Scan",
  "StartBulkPutItems",
  "TagResource",
  "TransactGetItems",
  "TransactWriteItems",
  "UntagResource",
  "UpdateContinuousBackups",
  "UpdateContributorInsights",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
] as const;

export type OperationName = (typeof operationNames)[number];

/** A request's input in DynamoDB's JSON form (B as base64 text). */
export type WireInput = Readonly<Record<string, unknown>>;

/** A place in a request that is filled anew for every scope: JSON text for wire, a value for the SDK. */
export interface Hole {
  readonly hole: true;
  /** DynamoDB JSON text of the value. */
  wire(scope: Scope): string;
  /** The same value as a JSON tree. */
  value(scope: Scope): unknown;
}

/** A JSON tree with holes. */
export type RequestNode =
  | string
  | number
  | boolean
  | null
  | Hole
  | readonly RequestNode[]
  | { readonly [member: string]: RequestNode | undefined };

/** A request compiled once and sent many times. */
export interface RequestTemplate {
  readonly operation: OperationName;
  readonly input: { readonly [member: string]: RequestNode | undefined };
}

export function isHole(node: RequestNode | undefined): node is Hole {
  return typeof node === "object" && node !== null && "hole" in node && node.hole === true;
}
