import { keyText } from "../../dynamodb/key.ts";
import { maxTransactionMembers } from "../../dynamodb/limits.ts";
import { DynError } from "../../errors.ts";
import type { Part } from "../../scenario/part.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { itemSizeBytes } from "../../values/size.ts";
import { checkItem, checkKey, keyAttributes } from "../table-keys.ts";
import { checkUpdate } from "../update-rules.ts";
import { itemOrKey, type Member } from "./member.ts";

/** Notes what DynamoDB would refuse of the members together, whatever their tables are. */
export function checkTogether(members: readonly Member[]): void {
  const isRead = members[0]?.kind === "get";
  const stranger = members.find(({ kind }) => (kind === "get") !== isRead);
  stranger?.part.problem("reads and writes do not go into one transaction", {
    hint: "give the gets a file of their own",
  });
  const extra = members[maxTransactionMembers];
  extra?.part.problem(`this is one too many: a transaction has at most ${maxTransactionMembers}`);
  checkSize(members);
}

const maxMegabytes = 4;

function checkSize(members: readonly Member[]): void {
  let sizeBytes = 0;
  for (const member of members) {
    const beforeBytes = sizeBytes;
    sizeBytes += itemSizeBytes(itemOrKey(member));
    const most = maxMegabytes * 1024 * 1024;
    if (sizeBytes <= most || beforeBytes > most) continue;
    member.part.problem(`from here on it has more than ${maxMegabytes} MB, DynamoDB's most`);
  }
}

/** Notes what the tables would refuse: keys and items that do not fit them, and one item twice. */
export function checkTables(
  members: readonly Member[],
  tables: ReadonlyMap<string, TableSchema>,
): void {
  const lines = new Map<string, number>();
  for (const member of members) {
    const table = tables.get(member.table);
    if (table === undefined) continue;
    const part = member.part.part(member.kind === "put" ? "item" : "key");
    const fits = noted(part, () =>
      member.kind === "put" ? checkItem(member.item, table) : checkKey(member.key, table),
    );
    if (member.kind === "update") {
      noted(member.part.part("do"), () => checkUpdate(member.do, table));
    }
    if (!fits) continue;
    const names = keyAttributes(table.key).map(({ name }) => name);
    const identity = JSON.stringify([member.table, keyText(itemOrKey(member), names)]);
    const line = lines.get(identity);
    if (line === undefined) lines.set(identity, member.place.line);
    else {
      part.problem(`the same item as on line ${line}`, {
        hint: "a transaction names an item once; make the two one, such as an update with its condition",
      });
    }
  }
}

/** Whether the check passed; what it throws is noted. */
function noted(part: Part, check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    part.problem(error.message, { hint: error.hint });
    return false;
  }
}
