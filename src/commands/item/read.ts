import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { checkKey } from "../../data/table-keys.ts";
import { call } from "../../dynamodb/call.ts";
import { DynError } from "../../errors.ts";
import { itemText } from "../../values/plain.ts";
import { openTable } from "../read/open-table.ts";
import { eachItem } from "./each.ts";
import { givenKeys } from "./given.ts";
import type { KeyOptions } from "./key.ts";
import { ItemOutput } from "./output.ts";
import { type SelectOptions, selectionOf } from "./selection.ts";

export type GetOptions = KeyOptions & SelectOptions;

/** Gets the items of the keys given and prints them; one that is not there is an error. */
export async function read(
  session: Session,
  options: GetOptions,
  tableName: string,
  key: string | undefined,
): Promise<void> {
  const { members, columns } = selectionOf(options);
  await withDynamo(session, async dynamo => {
    const ttl = session.format("items") === "table";
    const table = await openTable(session, dynamo, tableName, { ttl });
    const output = new ItemOutput(session, table, columns);
    const sending = { signal: session.signal, at: dynamo.endpoint.url };
    const result = await eachItem(session, givenKeys(options, key, table), async given => {
      checkKey(given, table);
      const input = { TableName: tableName, Key: given, ...members };
      const { Item } = await call(dynamo.client, "GetItem", input, sending);
      if (!Item) throw new DynError("failed", `${tableName} has no item ${itemText(given)}`);
      await output.add(Item);
    });
    await output.end(result.total === 1);
    if (result.error) throw result.error;
  });
}
