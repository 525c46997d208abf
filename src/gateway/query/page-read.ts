import { canonicalValue } from "../../values/canonical.ts";
import type { PageAnswer, PageAsk } from "../ask.ts";
import type { FreshAnswer } from "../cache.ts";
import { Problem } from "../problem.ts";
import type { PreparedRead, ReadRequest } from "../reads.ts";
import { itemPrinter, linesOf, pageText } from "./answer.ts";
import { bodyWanted } from "./body.ts";
import { withinBudget } from "./budget.ts";
import type { Open } from "./exposure.ts";
import { type BoundAsk, pageAsk } from "./page-ask.ts";
import { pageSizesOf } from "./page-size.ts";
import { wantedOf } from "./parameters.ts";
import { equalTo } from "./position.ts";
import type { ReadsParts } from "./reads-of.ts";
import { wrong } from "./refusal.ts";
import type { Wanted } from "./wanted.ts";

type PageRequest = ReadRequest & {
  readonly what: { readonly kind: "items" | "scan" | "query" };
};

/** The reading of a page, or of all of them. */
export function preparedPage(request: PageRequest, open: Open, parts: ReadsParts): PreparedRead {
  const { what, media, principal } = request;
  const { settings, store, limits } = parts;
  const wanted =
    what.kind === "query" ? bodyWanted(what.body) : wantedOf(what.kind, what.parameters);
  checkAll(wanted, request);
  const bound = pageAsk(what.kind === "scan" ? "scan" : "query", wanted, open, {
    ...parts,
    principal,
  });
  const { ask } = bound;
  const tag = { table: ask.table, partition: partitionOf(ask, open) };
  const print = itemPrinter(media, open.schema);
  const ttlMs = ask.consistent ? 0 : (open.exposed.cacheTtlMs ?? settings.cache.ttlMs);
  const read = (page: PageAsk, signal: AbortSignal) =>
    withinBudget(limits, principal, spent => store.page(page, signal, spent));
  const make = async (signal: AbortSignal): Promise<FreshAnswer> => {
    const page = await read(ask, signal);
    const nextToken = page.lastKey ? parts.tokens.seal(page.lastKey, bound.bound) : null;
    return {
      ...tag,
      ...pageText(page, nextToken, print, media),
      contentType: media,
      consumed: page.consumed,
      ttlMs: keptMs(ttlMs, page, bound, parts),
    };
  };
  const prepared = { tag, isCacheable: ttlMs > 0 && !wanted.all, make };
  if (!wanted.all) return prepared;
  const whole = { ...ask, pageSize: pageSizesOf(open.exposed, settings).max };
  const readAllowed = (next: PageAsk, signal: AbortSignal) => {
    if (!principal.may(next)) throw keyEnded();
    return read(next, signal);
  };
  return {
    ...prepared,
    stream: signal => streamed(whole, next => readAllowed(next, signal), print),
  };
}

/** Page after page, one at a time, each within what is allowed and left at its moment. */
async function* streamed(
  ask: PageAsk,
  read: (ask: PageAsk) => Promise<PageAnswer>,
  print: ReturnType<typeof itemPrinter>,
): AsyncGenerator<string, void, undefined> {
  let start = ask.start;
  do {
    const { items, lastKey } = await read({ ...ask, start });
    if (items.length > 0) yield linesOf(items, print);
    start = lastKey;
  } while (start !== undefined);
}

/** A stream may take longer than its key lives. */
function keyEnded(): Problem {
  return new Problem(401, "unauthenticated", "the API key was revoked or has expired meanwhile");
}

function checkAll({ all, place, total, pageSize }: Wanted, { media }: PageRequest): void {
  if (!all) return;
  if (media !== "application/x-ndjson") {
    throw wrong(`${place}.all`, "needs lines of items", "send Accept: application/x-ndjson");
  }
  for (const [name, isGiven] of Object.entries({ total, pageSize: pageSize !== undefined })) {
    if (isGiven) throw wrong(`${place}.${name}`, "does not go with all, which has no pages");
  }
}

/**
 * The partition of the table that an answer is of. One of an index is of another partition, or
 * none: like a scan's, it goes when anything of the table does.
 */
function partitionOf({ where }: PageAsk, { schema }: Open): string | undefined {
  const [name = ""] = schema.key.partition.map(attribute => attribute.name);
  const value = where && equalTo(where, name);
  return value && canonicalValue(value);
}

/** No longer than its tokens are good for: the one that was given, and half the time of the one that it gives. */
function keptMs(
  ttlMs: number,
  { lastKey }: PageAnswer,
  { ask }: BoundAsk,
  { settings, now }: ReadsParts,
): number {
  const given = ask.tokenExpiresAt === undefined ? ttlMs : ask.tokenExpiresAt - now();
  const next = lastKey === undefined ? ttlMs : Math.floor(settings.tokenTtlMs / 2);
  return Math.max(0, Math.min(ttlMs, given, next));
}
