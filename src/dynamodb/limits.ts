/**
 * DynamoDB's limits that dyn plans by.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */

/** Keys of one BatchGetItem. */
export const maxBatchGetItems = 100;
/** Requests of one BatchWriteItem. */
export const maxBatchWriteItems = 25;
export const maxPartitionKeyBytes = 2048;
export const maxSortKeyBytes = 1024;
/** Members of one TransactGetItems or TransactWriteItems. */
export const maxTransactionMembers = 100;
/** Characters of one PartiQL statement. */
export const maxStatementCharacters = 8192;
/** What one read unit reads consistently; eventually consistent reads take half of it. */
export const readUnitBytes = 4096;
/** What one write unit writes. */
export const writeUnitBytes = 1024;
