import type { Dynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import type { GetMember } from "../../data/transaction/member.ts";
import { getInput } from "../../data/transaction/request.ts";
import { DynError, type Problem } from "../../errors.ts";
import { counted } from "../../output/units.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";
import { cancelled, sendPatiently } from "./cancelled.ts";
import { ItemOutput } from "./output.ts";

/** Prints the items as of one moment, in the order of the members; one that is not there is an error. */
export async function getTogether(
  session: Session,
  dynamo: Dynamo,
  members: readonly GetMember[],
  tables: ReadonlyMap<string, TableSchema>,
): Promise<void> {
  const input = getInput(members);
  if (session.flags.dryRun) return printRequest(session, "TransactGetItems", input);
  const reply = await sendPatiently(session, dynamo, "TransactGetItems", input, members).catch(
    error => {
      throw cancelled(error, members);
    },
  );
  // A service may say null for what is not there.
  const found = (reply.Responses ?? []) as readonly ({ readonly Item?: Item } | null)[];
  const keys = [...tables.values()].flatMap(({ key }) => keyAttributes(key));
  const partition = [...new Map(keys.map(key => [key.name, key])).values()];
  const output = new ItemOutput(session, { key: { partition, sort: [] } });
  const missing: Problem[] = [];
  for (const [position, { table, key, place }] of members.entries()) {
    const item = found[position]?.Item;
    if (item) await output.add(item);
    else missing.push({ message: `${table} has no item ${itemText(key)}`, place });
  }
  await output.end(false);
  if (missing.length === 0) return;
  const kind = missing.length === members.length ? "failed" : "partial";
  const are = missing.length === 1 ? "is" : "are";
  const message = `${missing.length} of ${counted(members.length, "item")} ${are} not there`;
  throw new DynError(kind, message, { problems: missing });
}
