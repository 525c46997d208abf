import { call } from "../../../src/dynamodb/call.ts";
import type { Client } from "../../../src/dynamodb/client.ts";
import { pages } from "../../../src/dynamodb/paging.ts";
import { Aliases } from "../../../src/expressions/aliases.ts";
import { renderCondition, renderProjection } from "../../../src/expressions/render.ts";
import { describeTable } from "../../../src/schema/describe.ts";
import type { Reader } from "../../../src/targets/target.ts";
import type { Item } from "../../../src/values/attribute.ts";

/** Reads from the real engine, an item or a page at a time. */
export function engineReader(client: Client): Reader {
  return {
    describe: async table => (await describeTable(client, table, { target: "local" })).schema,
    fetch: async (entity, scope) => {
      const items: (Item | undefined)[] = [];
      for (const index of scope.indexes) {
        const Key = entity.item.select(["Owner", "Id"]).toItem({ ...scope, index });
        const { Item } = await call(client, "GetItem", { TableName: entity.table, Key });
        items.push(Item);
      }
      return items;
    },
    async *scan({ table, index, where, negate, select }) {
      const aliases = new Aliases();
      const filter =
        where && renderCondition(negate ? { kind: "not", condition: where } : where, aliases);
      const projection =
        select &&
        renderProjection(
          select.map(name => [name]),
          aliases,
        );
      const input = {
        TableName: table,
        ...(index && { IndexName: index }),
        ...(filter && { FilterExpression: filter }),
        ...(projection && { ProjectionExpression: projection }),
        ...aliases.members(),
      };
      for await (const page of pages(client, "Scan", input, { pageSize: 3 })) yield page.items;
    },
  };
}
