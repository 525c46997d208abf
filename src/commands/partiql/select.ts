import { Interruption } from "../../cli/context.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { pageToken, resumeKey } from "../../data/page-token.ts";
import {
  placeFrom,
  placeItem,
  type StatementPlace,
  statementPages,
} from "../../data/statement-pages.ts";
import type { ItemTrailer, ItemWriter } from "../../output/items.ts";
import { footerText, itemsText, moreText } from "../read/footer.ts";
import type { Bound } from "./given.ts";
import type { PartiqlOptions } from "./options.ts";
import { executeInput } from "./request.ts";
import { layoutOf, type Result, tableOf } from "./result.ts";

/** Prints the items of a SELECT as they come, and where the next page begins. */
export async function select(
  session: Session,
  dynamo: Dynamo,
  options: PartiqlOptions,
  bound: Bound,
  result: Result,
): Promise<void> {
  const { statement, values } = bound;
  const format = session.format("items");
  const limit = options.all ? undefined : (options.limit ?? (format === "table" ? 25 : 100));
  const identity = JSON.stringify(["ExecuteStatement", statement.text, values]);
  const { token } = options;
  const start = token === undefined ? undefined : placeFrom(resumeKey(token, identity));
  const table =
    statement.table === undefined ? undefined : await tableOf(session, dynamo, statement.table);
  const writer = await result.writer(layoutOf(table, statement));
  let count = 0;
  let consumedCapacity: number | null = null;
  let next: StatementPlace | undefined;
  // The service does not tell how many items it looked at.
  const trailer = (): ItemTrailer => ({
    count,
    scannedCount: count,
    consumedCapacity,
    nextToken: next === undefined ? null : pageToken(placeItem(next), identity),
  });
  const isQuiet = !session.context.stdout.isTTY || format === "table";
  const progress = isQuiet ? session.progress("reading") : undefined;
  try {
    const paging = { limit, pageSize: options.pageSize, start, at: dynamo.endpoint.url };
    const calling = {
      ...paging,
      signal: session.signal,
      doing: statement.table ?? "the statement",
    };
    for await (const page of statementPages(dynamo.client, executeInput(bound, options), calling)) {
      if (page.shifted) await session.notice(shiftedText);
      await writer.write(page.items);
      count += page.items.length;
      if (page.units !== undefined) consumedCapacity = (consumedCapacity ?? 0) + page.units;
      next = page.next;
      progress?.update(itemsText(count));
    }
  } catch (error) {
    progress?.stop();
    // What has been read is not lost: it is printed, with the place to go on from.
    if (count > 0 && !hasReaderGone(session)) {
      await finish(session, writer, trailer(), "stopped early").catch(() => {});
    }
    throw error;
  }
  progress?.stop();
  const end = trailer();
  const more = result.isOnly ? session.context.kept?.more : undefined;
  if (end.nextToken !== null) more?.(end.nextToken);
  await finish(session, writer, end, "--all gives everything");
}

const shiftedText =
  "the item that the page before ended with has changed; items may be missing or come twice";

/** Ends the output; the next page's token is in the document, else on stderr. */
async function finish(
  session: Session,
  writer: ItemWriter,
  trailer: ItemTrailer,
  remark: string,
): Promise<void> {
  try {
    await writer.end(trailer);
  } finally {
    const format = session.format("items");
    const inDocument = format === "json" || format === "yaml";
    if (format === "table") {
      // Who gets the next page with a key needs no token.
      const nextToken = session.context.kept?.more ? null : trailer.nextToken;
      const text = footerText({ ...trailer, nextToken }, false);
      await session.notice(session.noticePaint.dim(text));
    } else if (trailer.nextToken !== null && !inDocument) {
      await session.notice(moreText(trailer, remark));
    }
  }
}

function hasReaderGone({ signal }: Session): boolean {
  return signal.reason instanceof Interruption && signal.reason.signal === "EPIPE";
}
