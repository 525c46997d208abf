import type { AttributeValue, Item } from "../values/attribute.ts";
import type { OperationName } from "./request.ts";

/** A key schema element as the service sends it. */
interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

interface IndexDescription {
  readonly IndexName: string;
  readonly IndexStatus?: string;
  readonly Backfilling?: boolean;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** What DescribeTable tells, as far as dyn reads it by name. */
interface TableDescription {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: "S" | "N" | "B";
  }[];
  readonly ItemCount?: number;
  readonly TableSizeBytes?: number;
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly [member: string]: unknown;
}

export interface ConsumedCapacity {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly [member: string]: unknown;
}

interface Page {
  readonly Items?: readonly Item[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

interface Outputs {
  readonly BatchGetItem: {
    readonly Responses?: Readonly<Record<string, readonly Item[]>>;
    readonly UnprocessedKeys?: Readonly<Record<string, KeysAndAttributes>>;
    readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  };
  readonly BatchWriteItem: {
    readonly UnprocessedItems?: Readonly<Record<string, readonly WriteRequest[]>>;
    readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  };
  readonly CreateTable: { readonly TableDescription: TableDescription };
  readonly DeleteTable: { readonly TableDescription: TableDescription };
  readonly DescribeTable: { readonly Table: TableDescription };
  readonly DescribeTimeToLive: {
    readonly TimeToLiveDescription?: {
      readonly AttributeName?: string;
      readonly TimeToLiveStatus?: string;
    };
  };
  readonly ExecuteStatement: {
    readonly Items?: readonly Item[];
    readonly NextToken?: string;
    readonly LastEvaluatedKey?: Item;
    readonly ConsumedCapacity?: ConsumedCapacity;
  };
  readonly GetItem: { readonly Item?: Item; readonly ConsumedCapacity?: ConsumedCapacity };
  readonly ListTables: {
    readonly TableNames?: readonly string[];
    readonly LastEvaluatedTableName?: string;
  };
  readonly Query: Page;
  readonly Scan: Page;
  readonly PutItem: Written;
  readonly UpdateItem: Written;
  readonly DeleteItem: Written;
}

interface Written {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

interface KeysAndAttributes {
  readonly Keys: readonly Item[];
  readonly [member: string]: unknown;
}

/** One element of an UnprocessedItems list. */
type WriteRequest =
  | { readonly PutRequest: { readonly Item: Item } }
  | { readonly DeleteRequest: { readonly Key: Readonly<Record<string, AttributeValue>> } };

/** The output of an operation in DynamoDB's JSON form. */
export type Output<O extends OperationName> = O extends keyof Outputs
  ? Outputs[O]
  : Readonly<Record<string, unknown>>;
