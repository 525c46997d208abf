import { addAbortSignal, Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-dynamodb";
import { type NetworkFault, truncatedReply } from "./network-fault.ts";
import type { OperationName } from "./request.ts";
import type { Incoming } from "./transport.ts";

/** Any command: its input and output travel as DynamoDB's JSON, so their types do not matter here. */
export type Command = Sdk.DescribeTableCommand;
export type CommandClass = new (input: unknown) => Command;

/** The SDK's class for an operation. */
export function commandClass(sdk: typeof Sdk, operation: OperationName): CommandClass {
  const classes = {
    BatchGetItem: sdk.BatchGetItemCommand,
    BatchWriteItem: sdk.BatchWriteItemCommand,
    CreateTable: sdk.CreateTableCommand,
    DeleteItem: sdk.DeleteItemCommand,
    DeleteTable: sdk.DeleteTableCommand,
    DescribeTable: sdk.DescribeTableCommand,
    DescribeTimeToLive: sdk.DescribeTimeToLiveCommand,
    ExecuteStatement: sdk.ExecuteStatementCommand,
    GetItem: sdk.GetItemCommand,
    ListTables: sdk.ListTablesCommand,
    ListTagsOfResource: sdk.ListTagsOfResourceCommand,
    PutItem: sdk.PutItemCommand,
    Query: sdk.QueryCommand,
    Scan: sdk.ScanCommand,
    TransactGetItems: sdk.TransactGetItemsCommand,
    TransactWriteItems: sdk.TransactWriteItemsCommand,
    UpdateContinuousBackups: sdk.UpdateContinuousBackupsCommand,
    UpdateItem: sdk.UpdateItemCommand,
    UpdateTimeToLive: sdk.UpdateTimeToLiveCommand,
  } satisfies Record<OperationName, unknown>;
  return classes[operation] as unknown as CommandClass;
}

/** Keeps the HTTP reply of a command as it came, beneath the SDK's reading of it. */
export function keepReply(
  command: Command,
  cut: AbortSignal,
): () => Incoming | NetworkFault | undefined {
  let kept: Incoming | NetworkFault | undefined;
  command.middlewareStack.add(
    next => async handled => {
      const result = await next(handled);
      const { response } = result;
      if (isHttpResponse(response)) {
        kept = await read(response, cut);
        // A view of its own: the SDK changes the prototype of what it is given.
        response.body = new Uint8Array("error" in kept ? [] : kept.body);
      }
      return result;
    },
    { step: "deserialize", priority: "low", name: "keepReply" },
  );
  return () => kept;
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
