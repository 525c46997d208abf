/** Bounds of what a request may ask for. */

/** DynamoDB's limit on the text of an expression. */
export const maxExpressionLength = 4096;
/** DynamoDB's limit on the values of one IN. */
export const maxListValues = 100;
/** Paths of one `select`. */
export const maxPaths = 100;
/** `all`, `any` and `not` within each other. */
export const maxFilterDepth = 10;
/** Conditions of one filter in JSON. */
export const maxConditions = 100;
/** The keys of a table and of an index, all of them escaped in JSON, fit in; and it fits in a body. */
export const maxTokenLength = 56 * 1024;
