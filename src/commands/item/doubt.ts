import { failureText } from "../../cli/failure.ts";
import type { Session } from "../../cli/session.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { keyOf } from "../../dynamodb/key.ts";
import { DynError } from "../../errors.ts";
import { shellWord } from "../../output/shell-word.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";

/** A place that can be looked at: a table, and the target as the user names it. */
export interface Place {
  readonly table: TableSchema;
  readonly target: string;
}

/** A write that may or may not have been applied, with the command that shows; any other error as it is. */
export function doubtful(error: unknown, item: Item, { table, target }: Place): unknown {
  if (!(error instanceof ReplyError) || error.outcome !== "unknown") return error;
  const names = keyAttributes(table.key).map(({ name }) => name);
  const key = keyOf(item, names) ?? item;
  return new DynError(error.kind, error.message, {
    hint: `look before you do it again: dyn item get ${table.table} ${shellWord(itemText(key))} --consistent -t ${shellWord(target)}`,
    cause: error,
  });
}

/** Who presses Ctrl-C is told no errors, but must know of a doubt. */
export async function tellInterrupted(session: Session, error: unknown): Promise<void> {
  if (!(error instanceof DynError) || error.kind !== "interrupted") return;
  const { context, noticePaint, flags } = session;
  await context.stderr.write(failureText(error, noticePaint, flags.verbose));
}
