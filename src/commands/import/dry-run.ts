import type { Session } from "../../cli/session.ts";
import { fileSource } from "../../data/transfer/file-source.ts";
import { isBad } from "../../data/transfer/source.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { itemWriter } from "../../output/items.ts";
import { counted } from "../../output/units.ts";
import type { Item } from "../../values/attribute.ts";
import { type Plan, readOptions } from "./plan.ts";

const shown = 3;

/** Prints the first items as they would be written, and sends nothing. */
export async function printFirstItems(session: Session, plan: Plan): Promise<void> {
  const { context, paint } = session;
  const { items, problems } = await firstItems(session, plan);
  for (const problem of problems) await session.notice(escapeControl(problem));
  const writer = itemWriter(session.format("items"), context.stdout, {
    keys: plan.schema ? plan.schema.key.partition.map(({ name }) => name) : [],
    now: context.now(),
    paint,
  });
  const count = items.length;
  await writer.write(items);
  await writer.end({ count, scannedCount: count, nextToken: null, consumedCapacity: null });
  await session.notice(`the first ${counted(count, "item")} for ${plan.table}; none was sent`);
}

async function firstItems(session: Session, plan: Plan) {
  const { files, transform, schema } = plan;
  const items: Item[] = [];
  const problems: string[] = [];
  const abort = new AbortController();
  for await (const chunk of fileSource(files, readOptions(plan, schema)).read(
    0,
    undefined,
    abort.signal,
  )) {
    for (const record of chunk.records) {
      if (items.length === shown || problems.length > shown || session.signal.aborted) break;
      const place = `${chunk.file}:${record.line}`;
      if (isBad(record)) {
        problems.push(`${place}: ${record.problem}`);
        continue;
      }
      try {
        items.push((transform?.(record.item, record.line) ?? record.item).item);
      } catch (error) {
        if (!(error instanceof DynError)) throw error;
        problems.push(`${place}: ${error.message}`);
      }
    }
    if (items.length === shown || problems.length > shown) break;
  }
  return { items, problems };
}
