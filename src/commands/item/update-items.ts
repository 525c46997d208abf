import type { Session } from "../../cli/session.ts";
import { checkKey, keyAttributes } from "../../data/table-keys.ts";
import { checkUpdate } from "../../data/update-rules.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import type { Condition, Update } from "../../expressions/ast.ts";
import { parseUpdate } from "../../expressions/parse.ts";
import { renderUpdate } from "../../expressions/render.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";
import { itemsText } from "../read/footer.ts";
import { givenKeys } from "./given.ts";
import { returnValues } from "./returned.ts";
import type { UpdateOptions } from "./update.ts";
import { updateHint } from "./update-hint.ts";
import { write } from "./write.ts";

/** Updates the items of the keys given. */
export async function updateItems(
  session: Session,
  options: UpdateOptions,
  tableName: string,
  { key, text }: { readonly key: string | undefined; readonly text: string },
): Promise<void> {
  const update = parseUpdate(text);
  const which = options.return;
  await write(session, options, tableName, {
    operation: "UpdateItem",
    member: "Key",
    verb: "update",
    given: table => givenKeys(options, key, table),
    check: checkKey,
    returnValues: which && returnValues[which],
    also: (table, aliases) => {
      checkUpdate(update, table);
      const members = { UpdateExpression: renderUpdate(update, aliases) };
      return options.existing ? { members, condition: isThere(table) } : { members };
    },
    // What was updated does not say of which item.
    returned: (attributes, given) => Object.assign(Object.create(null), given, attributes),
    explain: (error, given) =>
      missingItem(error, options, given, tableName) ?? inWords(error, update),
    summary: (name, done) => `updated ${itemsText(done)} in ${name}`,
  });
}

function isThere(table: TableSchema): Condition {
  const [{ name } = { name: "" }] = keyAttributes(table.key);
  const path = { kind: "path", path: [name] } as const;
  return { kind: "function", name: "attribute_exists", arguments: [path] };
}

/** With --existing, a condition that fails where there is nothing means just that. */
function missingItem(
  error: unknown,
  { existing }: UpdateOptions,
  given: Item,
  table: string,
): DynError | undefined {
  if (!existing || !(error instanceof ReplyError)) return undefined;
  const { code, details } = error.service;
  if (code !== "ConditionalCheckFailedException" || details?.Item) return undefined;
  return new DynError("failed", `${table} has no item ${itemText(given)}`, {
    hint: "nothing was changed; without --existing it would be made",
    cause: error,
  });
}

function inWords(error: unknown, update: Update): unknown {
  if (!(error instanceof ReplyError)) return error;
  const hint = updateHint(error.service, update);
  if (hint === undefined) return error;
  return new DynError(error.kind, error.message, { hint, cause: error });
}
