import { addAbortSignal, Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-dynamodb";
import { type NetworkFault, truncatedReply } from "./network-fault.ts";
import type { OperationName } from "./request.ts";
import type { Incoming } from "./transport.ts";

/** Any command: its input and output travel as DynamoDB's JSON, so their types do not matter here. */
export type Command = Sdk.DescribeTableCommand;
export type CommandClass = new (input: unknown) => Command;

/** The SDK's class for each operation. */
export function commandClasses(sdk: typeof Sdk): Readonly<Record<OperationName, CommandClass>> {
  const classes = {
    BatchExecuteStatement: sdk.BatchExecuteStatementCommand,
    BatchGetItem: sdk.BatchGetItemCommand,
    BatchWriteItem: sdk.BatchWriteItemCommand,
    CancelBulkOperation: sdk.CancelBulkOperationCommand,
    CreateBackup: sdk.CreateBackupCommand,
    CreateTable: sdk.CreateTableCommand,
    DeleteBackup: sdk.DeleteBackupCommand,
    DeleteItem: sdk.DeleteItemCommand,
    DeleteTable: sdk.DeleteTableCommand,
    DescribeBackup: sdk.DescribeBackupCommand,
    DescribeBulkOperation: sdk.DescribeBulkOperationCommand,
    DescribeContinuousBackups: sdk.DescribeContinuousBackupsCommand,
    DescribeContributorInsights: sdk.DescribeContributorInsightsCommand,
    DescribeExport: sdk.DescribeExportCommand,
    DescribeImport: sdk.DescribeImportCommand,
    DescribeTable: sdk.DescribeTableCommand,
    DescribeTimeToLive: sdk.DescribeTimeToLiveCommand,
    ExecuteStatement: sdk.ExecuteStatementCommand,
    ExecuteTransaction: sdk.ExecuteTransactionCommand,
    ExportTableToPointInTime: sdk.ExportTableToPointInTimeCommand,
    GetItem: sdk.GetItemCommand,
    ImportTable: sdk.ImportTableCommand,
    ListBackups: sdk.ListBackupsCommand,
    ListBulkOperations: sdk.ListBulkOperationsCommand,
    ListExports: sdk.ListExportsCommand,
    ListImports: sdk.ListImportsCommand,
    ListTables: sdk.ListTablesCommand,
    ListTagsOfResource: sdk.ListTagsOfResourceCommand,
    PutItem: sdk.PutItemCommand,
    Query: sdk.QueryCommand,
    RestoreTableFromBackup: sdk.RestoreTableFromBackupCommand,
    RestoreTableToPointInTime: sdk.RestoreTableToPointInTimeCommand,
    Scan: sdk.ScanCommand,
    StartBulkPutItems: sdk.StartBulkPutItemsCommand,
    TagResource: sdk.TagResourceCommand,
    TransactGetItems: sdk.TransactGetItemsCommand,
    TransactWriteItems: sdk.TransactWriteItemsCommand,
    UntagResource: sdk.UntagResourceCommand,
    UpdateContinuousBackups: sdk.UpdateContinuousBackupsCommand,
    UpdateContributorInsights: sdk.UpdateContributorInsightsCommand,
    UpdateItem: sdk.UpdateItemCommand,
    UpdateTable: sdk.UpdateTableCommand,
    UpdateTimeToLive: sdk.UpdateTimeToLiveCommand,
  } satisfies Record<OperationName, unknown>;
  return classes as unknown as Record<OperationName, CommandClass>;
}

/** What became of a command beneath the SDK's reading and writing of it. */
export interface Watched {
  /** Whether it was written and handed to the network. */
  readonly handedOver: boolean;
  /** The HTTP reply as it came. */
  readonly reply: Incoming | NetworkFault | undefined;
}

/** Watches a command, and keeps the HTTP reply of it. */
export function watch(command: Command, cut: AbortSignal): Watched {
  const watched: { -readonly [member in keyof Watched]: Watched[member] } = {
    handedOver: false,
    reply: undefined,
  };
  command.middlewareStack.add(
    next => async handled => {
      watched.handedOver = true;
      const result = await next(handled);
      const { response } = result;
      if (isHttpResponse(response)) {
        const kept = await read(response, cut);
        watched.reply = kept;
        // A view of its own: the SDK changes the prototype of what it is given.
        response.body = new Uint8Array("error" in kept ? [] : kept.body);
      }
      return result;
    },
    // The document client puts a command's own middleware on its stack twice.
    { step: "deserialize", priority: "low", name: "keepReply", override: true },
  );
  return watched;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Readable | Uint8Array;
}

function isHttpResponse(response: unknown): response is HttpResponse {
  return (
    typeof response === "object" &&
    response !== null &&
    "statusCode" in response &&
    "headers" in response &&
    "body" in response &&
    response.body instanceof Readable
  );
}

async function read(
  { statusCode, headers, body }: HttpResponse,
  cut: AbortSignal,
): Promise<Incoming | NetworkFault> {
  const chunks: Buffer[] = [];
  try {
    // Ends the reading of a stalled reply, which the SDK would not.
    for await (const chunk of addAbortSignal(cut, body as Readable)) chunks.push(chunk);
  } catch (cause) {
    return truncatedReply("the connection was closed in the middle of the reply", cause);
  }
  return {
    status: statusCode,
    date: headers.date,
    crc32: headers["x-amz-crc32"],
    body: Buffer.concat(chunks),
  };
}
