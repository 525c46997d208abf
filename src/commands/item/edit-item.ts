import { confirm } from "../../cli/confirm.ts";
import { openEditor } from "../../cli/editor.ts";
import { failureText } from "../../cli/failure.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { changesBetween, namesOf } from "../../data/item-edit/changes.ts";
import { checkItem, checkKey, keyAttributes } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import { ordered } from "../../output/items/order.ts";
import { harmless } from "../../output/items/terminal.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import { itemText, parsePlainItem } from "../../values/plain.ts";
import { noticeMemory } from "../memory-notice.ts";
import { openTable } from "../read/open-table.ts";
import { type Draft, withDraft } from "./draft.ts";
import type { EditOptions } from "./edit.ts";
import { givenKeys, parseGiven } from "./given.ts";
import { itemNow, writeBack } from "./write-back.ts";

/** Opens an item in the user's editor, and writes it back if it is still as it was read. */
export async function editItem(
  session: Session,
  options: EditOptions,
  tableName: string,
  keyText: string | undefined,
): Promise<void> {
  await withDynamo(session, async dynamo => {
    const table = await openTable(session, dynamo, tableName, { ttl: false });
    const key = parseGiven(givenKeys(options, keyText, table));
    checkKey(key, table);
    const before = await itemNow(session, dynamo, tableName, key);
    if (before === undefined && options.create !== true) {
      throw new DynError("failed", `${tableName} has no item ${itemText(key)}`, {
        hint: "add --create to make it",
      });
    }
    await confirmEdit(session, dynamo, tableName);
    const shown = before ?? key;
    const keys = keyAttributes(table.key).map(({ name }) => name);
    // What cannot be seen is written as JSON's escapes: the same to whoever reads it back.
    const text = `${harmless(itemText(ordered(shown, keys), { indent: 2 }))}\n`;
    await withDraft(session, text, async draft => {
      const after = await edited(session, draft, shown, table);
      const changes = changesBetween(shown, after);
      if (namesOf(changes).length === 0) {
        const made = before === undefined ? "; no item was made" : "";
        return session.notice(`nothing was changed${made}`);
      }
      await writeBack(session, dynamo, table, { key, before, after, changes });
    });
  });
}

async function confirmEdit(session: Session, dynamo: Dynamo, tableName: string): Promise<void> {
  if (session.flags.dryRun) return;
  const { connection } = dynamo;
  await noticeMemory(session, connection);
  if (!connection.protect) return;
  await confirm(session, {
    what: `edit an item of ${tableName} on ${connection.name}`,
    typed: tableName,
  });
}

/** What the user made of it. On a terminal a mistake can be mended; elsewhere it is thrown. */
async function edited(
  session: Session,
  draft: Draft,
  shown: Item,
  table: TableSchema,
): Promise<Item> {
  for (;;) {
    await openEditor(session, draft.path);
    throwIfInterrupted(session);
    try {
      const item = parsePlainItem(await draft.text(), draft.path);
      checkSameKey(item, shown, table);
      checkItem(item, table);
      return item;
    } catch (error) {
      if (!(error instanceof DynError) || !(await wantsToGoOn(session, error))) throw error;
    }
  }
}

async function wantsToGoOn(session: Session, error: DynError): Promise<boolean> {
  const { stdin, stderr } = session.context;
  // An editor that makes the same mistake each time would go on for ever.
  if (session.flags.yes) return false;
  if (stdin.isTTY !== true || !stderr.isTTY) return false;
  await stderr.write(failureText(error, session.noticePaint, session.flags.verbose));
  const going = confirm(session, { what: "edit it again" });
  return going.then(
    () => true,
    () => false,
  );
}

function checkSameKey(item: Item, shown: Item, table: TableSchema): void {
  for (const { name } of keyAttributes(table.key)) {
    const [was, is] = [attributeOf(shown, name), attributeOf(item, name)];
    if (was && is && valuesEqual(was, is)) continue;
    throw new DynError(
      "invalid",
      `${name} was ${is ? "changed" : "removed"}, and it is of the key`,
      {
        hint: "an item keeps its key; put it under another with dyn item put, and delete this one",
      },
    );
  }
}
