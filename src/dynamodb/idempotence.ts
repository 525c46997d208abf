import type { OperationName } from "./request.ts";

const reads: ReadonlySet<OperationName> = new Set<OperationName>([
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

/** What may be done about a request whose fate is not known. */
export interface Safety {
  /** It changes nothing. */
  readonly read: boolean;
  /** Sending it twice leaves, and reports, what sending it once does. */
  readonly idempotent: boolean;
}

interface Request {
  readonly operation: OperationName;
  /** Strings that the judgement needs are not left to holes: a hole counts as the worst case. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Judges a request before it is sent; in doubt it is neither. */
export function safetyOf(request: Request): Safety {
  const read = reads.has(request.operation) || selects(request);
  return { read, idempotent: read || isIdempotentWrite(request) };
}

function isIdempotentWrite({ operation, input }: Request): boolean {
  switch (operation) {
    case "PutItem":
    case "DeleteItem":
      return isUnconditional(input) && !returnsOldItem(input);
    case "UpdateItem":
      return isUnconditional(input) && !returnsOldItem(input) && onlyAssigns(input);
    case "BatchWriteItem":
    case "TagResource":
    case "UntagResource":
      return true;
    case "ExecuteTransaction":
    case "TransactWriteItems":
      return input.ClientRequestToken !== undefined;
    case "ExportTableToPointInTime":
    case "ImportTable":
    case "StartBulkPutItems":
      return input.ClientToken !== undefined;
    default:
      // A second CreateTable, DeleteTable or UpdateTimeToLive fails although the first was done.
      return false;
  }
}

/** A condition that held the first time may fail the second: the reply would be false. */
function isUnconditional(input: Request["input"]): boolean {
  return input.ConditionExpression === undefined && input.Expected === undefined;
}

function returnsOldItem({ ReturnValues: returned }: Request["input"]): boolean {
  return returned !== undefined && !["NONE", "ALL_NEW", "UPDATED_NEW"].includes(text(returned));
}

const names = String.raw`\s*[\w#.]+\s*`;
const assignment = String.raw`${names}=\s*:\w+\s*`;
const assignments = new RegExp(
  String.raw`^\s*(?:SET\s${assignment}(?:,${assignment})*|REMOVE\s${names}(?:,${names})*)+$`,
  "i",
);

/**
 * Whether an update only SETs paths to given values and REMOVEs paths. List positions do not count:
 * removing one shifts the next, and setting one past the end appends.
 */
function onlyAssigns(input: Request["input"]): boolean {
  const update = text(input.UpdateExpression);
  return input.AttributeUpdates === undefined && update.length < 4096 && assignments.test(update);
}

/** Whether PartiQL only reads: its statement, or all those of its transaction. */
function selects({ operation, input }: Request): boolean {
  if (operation === "ExecuteStatement") return isSelect(input.Statement);
  if (operation !== "ExecuteTransaction" || !Array.isArray(input.TransactStatements)) return false;
  return input.TransactStatements.every((each: { readonly Statement?: unknown } | null) =>
    isSelect(each?.Statement),
  );
}

function isSelect(statement: unknown): boolean {
  return /^\s*select\b/i.test(text(statement));
}

function text(node: unknown): string {
  return typeof node === "string" ? node : "";
}
