import { expect, it } from "vitest";
import { MovedItem } from "../../../src/data/transfer/moved-item.ts";
import type { BulkTable } from "../../../src/sql/bulk/bulk-table.ts";
import { postgresLoader } from "../../../src/sql/bulk/postgres-loader.ts";
import type { ServerConnection } from "../../../src/sql/engine.ts";

it("begins with few rows, so that the server has something to do at once", () => {
  const table: BulkTable = {
    schema: "public",
    name: "orders",
    columns: [{ name: "id", type: "int8", hasDefault: false }],
    key: ["id"],
  };
  const item = MovedItem.ofItem({ id: { N: "1" } });
  const loader = postgresLoader({} as ServerConnection, table, "fail");
  const sizes = Array.from({ length: 6 }, () => {
    const batch = loader.batch(item);
    while (!batch.isFull) batch.add(item);
    return batch.count;
  });
  expect(sizes).toEqual([1_250, 2_500, 5_000, 10_000, 20_000, 20_000]);
});
