/** Operations on whole tables, through a client. */
export { type Created, type CreateOptions, createTable } from "./create.ts";
export { deleteTable, protectedTable } from "./delete.ts";
export { describeTable, findTable, type TableOptions } from "./describe.ts";
export { listTables } from "./list.ts";
export { isMissingTable, missingTable } from "./missing-table.ts";
export { type WaitOptions, waitFor } from "./wait.ts";
