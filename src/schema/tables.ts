/** Operations on whole tables, through a client. */
export { createTable } from "./create.ts";
export { deleteTable, protectedTable } from "./delete.ts";
export { describeTable } from "./describe.ts";
export { listTables } from "./list.ts";
export { readTags } from "./tags.ts";
export { waitFor } from "./wait.ts";
