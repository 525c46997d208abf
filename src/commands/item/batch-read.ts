import { failureText } from "../../cli/failure.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { type Found, foundItems } from "../../data/found-items.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import { emptyItem, type Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";
import { openTable } from "../read/open-table.ts";
import { ItemOutput } from "./output.ts";
import { type SelectOptions, selectionOf } from "./selection.ts";
import { Shortfall } from "./shortfall.ts";
import { wantedKeys } from "./wanted-keys.ts";

/** Keys without an item that are told one by one; of more, the number. */
const mostTold = 5;

/** Prints the items of the keys, as a stream in their order; those that are not there are told on stderr. */
export async function batchRead(
  session: Session,
  options: SelectOptions,
  tableName: string,
  words: readonly string[],
): Promise<void> {
  // A mistake in the selection needs no service.
  selectionOf(options);
  const reading = async (dynamo: Dynamo) => {
    const ttl = session.format("items") === "table";
    const table = await openTable(session, dynamo, tableName, { ttl });
    const keyNames = keyAttributes(table.key).map(({ name }) => name);
    const { members, columns } = selectionOf(options, keyNames);
    const output = new ItemOutput(session, table, columns);
    const { stderr } = session.context;
    const shortfall = new Shortfall(tableName, mostTold, error =>
      stderr.write(failureText(error, session.noticePaint, session.flags.verbose)),
    );
    const keys = wantedKeys(session, words, table, shortfall);
    const found = foundItems(dynamo.client, keys, {
      table: tableName,
      keyAttributes: keyNames,
      attributes: members,
      signal: session.signal,
      at: dynamo.endpoint.url,
    });
    let failure: unknown;
    try {
      for await (const batch of found) {
        for (const each of batch) await take(each);
      }
    } catch (error) {
      failure = session.signal.aborted
        ? new DynError("interrupted", "interrupted", { cause: error })
        : shortfall.cutShort(error);
    }
    await output.end(false);
    if (failure) throw failure;
    await shortfall.throwIfAny();

    async function take({ wanted, item }: Found): Promise<void> {
      shortfall.looked += 1;
      if (item) await output.add(columns ? only(item, columns) : item);
      else
        await shortfall.missing(`${wanted.where}${tableName} has no item ${itemText(wanted.key)}`);
    }
  };
  await withDynamo(session, reading, { client: "wire" });
}

/** Without the key, where that was read only to tell items apart. */
function only(item: Item, names: readonly string[]): Item {
  const part = emptyItem();
  for (const name of names) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) part[name] = value;
  }
  return part;
}
