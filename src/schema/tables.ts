/** Operations on whole tables, through a client. */
export { createTable } from "./create.ts";
export { deleteTable, protectedTable } from "./delete.ts";
export { describeTable } from "./describe.ts";
export { inspectTable } from "./inspect.ts";
export { listTables } from "./list.ts";
export { missingTable } from "./missing-table.ts";
export { waitFor } from "./wait.ts";
