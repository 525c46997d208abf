/**
 * DynamoDB's limits that dyn plans by.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */

/** Requests of one BatchWriteItem. */
export const maxBatchWriteItems = 25;
/** Keys of one BatchGetItem. */
export const maxBatchGetItems = 100;
/** Actions of one TransactWriteItems or TransactGetItems. */
export const maxTransactionActions = 100;
/** An item with its attribute names. */
export const maxItemBytes = 400 * 1024;
/** One BatchWriteItem or BatchGetItem. */
export const maxBatchBytes = 16 * 1024 * 1024;
/** All items of one transaction. */
export const maxTransactionBytes = 4 * 1024 * 1024;
/** What a Query or Scan reads for one page, before its filter. */
export const maxPageBytes = 1024 * 1024;
export const maxPartitionKeyBytes = 2048;
export const maxSortKeyBytes = 1024;
export const maxExpressionBytes = 4096;
/** A PartiQL statement. */
export const maxStatementCharacters = 8192;
