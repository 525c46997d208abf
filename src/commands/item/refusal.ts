import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import { itemText } from "../../values/plain.ts";
import { toItem } from "../../values/typed.ts";

const longestShown = 400;

/** An item as a message shows it, cut where it is long. */
export function shownItem(item: unknown): string {
  const text = itemText(toItem(item));
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** Which condition did not hold, and of what item; any other error as it is. */
export function refusal(error: unknown, condition: string | undefined): unknown {
  if (!(error instanceof ReplyError) || condition === undefined) return error;
  const { code, details } = error.service;
  if (code !== "ConditionalCheckFailedException") return error;
  const hint = details?.Item
    ? `the item is ${shownItem(details.Item)}`
    : "there is no such item; nothing was changed";
  return new DynError("failed", `the condition does not hold: ${condition}`, {
    hint,
    cause: error,
  });
}
