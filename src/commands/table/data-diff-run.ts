import { tmpdir } from "node:os";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import {
  type DataDiffCounts,
  type DataDiffProgress,
  dataDiff,
} from "../../data/data-diff/data-diff.ts";
import { tableSide } from "../../data/data-diff/table-side.ts";
import { keyAttributes, keyWords } from "../../data/table-keys.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted, formatCount } from "../../output/units.ts";
import type { LiveTable } from "../../schema/live.ts";
import { inspectTable, missingTable } from "../../schema/tables.ts";
import { patiently } from "../moving/patiently.ts";
import { unitsText } from "../read/footer.ts";
import type { DataDiffOptions } from "./data-diff.ts";
import { differenceWriter } from "./difference-writer.ts";

interface LiveSide {
  readonly dynamo: Dynamo;
  readonly table: string;
}

/** Prints what differs; whether anything does. */
export async function compare(
  session: Session,
  options: DataDiffOptions,
  a: LiveSide,
  b: LiveSide,
): Promise<boolean> {
  const [one, other] = await Promise.all([inspected(session, a), inspected(session, b)]);
  const names = { a: nameOf(a), b: nameOf(b) };
  const { key } = one.schema;
  if (keyWords(key) !== keyWords(other.schema.key)) {
    throw new DynError("usage", `${names.a} and ${names.b} have different keys`, {
      hint: `${names.a}: ${keyWords(key)}; ${names.b}: ${keyWords(other.schema.key)}`,
    });
  }
  const keys = keyAttributes(key).map(({ name }) => name);
  const ignored = new Set(options.ignore);
  const noKey = keys.find(name => ignored.has(name));
  if (noKey !== undefined) {
    throw new DynError("usage", `--ignore ${noKey}: a key attribute tells the items apart`);
  }
  const format = session.format("items");
  const limit = options.limit ?? (format === "table" ? 100 : Number.POSITIVE_INFINITY);
  const writer = differenceWriter(session, { ...names, keys, ignored });
  const doing = `comparing ${names.a} with ${names.b}`;
  const progress = session.progress(doing);
  let now: DataDiffProgress = { itemsA: 0, itemsB: 0, readUnits: 0 };
  let pause: string | undefined;
  const show = () =>
    progress.update(`${doing}   ${[readText(now), ...(pause ? [pause] : [])].join(" · ")}`);
  const onWait = (why: string | undefined) => {
    pause = why;
    show();
  };
  const sideOf = ({ dynamo: { client, endpoint }, table }: LiveSide) => {
    const clock = systemClock(session.context);
    const { segments, maxRcu: perSecond } = options;
    const rate = new Rate({ perSecond, clock });
    const lasting = patiently(session, client, clock, onWait);
    return tableSide(lasting, { table, segments }, { rate, at: endpoint.url });
  };
  const found = dataDiff(sideOf(a), sideOf(b), {
    keyAttributes: keys,
    ignored,
    folder: tmpdir(),
    expectedItems: Math.max(one.itemCount, other.itemCount),
    signal: session.signal,
    onProgress: counts => {
      now = counts;
      show();
    },
  });
  let shown = 0;
  let counts: DataDiffCounts;
  try {
    let step = await found.next();
    for (; step.done !== true; step = await found.next()) {
      if (shown < limit) {
        if (shown === 0) progress.stop();
        await writer.write(step.value);
        shown += 1;
      }
    }
    counts = step.value;
  } finally {
    progress.stop();
    await found.return({} as DataDiffCounts);
  }
  await writer.end(counts);
  await session.notice(summaryText(counts, shown, names));
  return counts.missing + counts.extra + counts.different > 0;
}

async function inspected(session: Session, { dynamo, table }: LiveSide): Promise<LiveTable> {
  const { client, connection, endpoint } = dynamo;
  const call = { signal: session.signal, at: endpoint.url };
  const asked = { ttl: false, pointInTimeRecovery: false, tags: false, insights: [] };
  const live = await inspectTable(client, table, asked, call);
  if (live === undefined) throw await missingTable(client, table, connection.name, call);
  return live;
}

function nameOf({ dynamo, table }: LiveSide): string {
  return `${dynamo.connection.name}:${table}`;
}

function readText({ itemsA, itemsB }: DataDiffProgress): string {
  return `${formatCount(itemsA)} and ${formatCount(itemsB)} items read`;
}

function summaryText(
  counts: DataDiffCounts,
  shown: number,
  { a, b }: { readonly a: string; readonly b: string },
): string {
  const { missing, extra, different, settled, readUnits } = counts;
  const all = missing + extra + different;
  const read = `${formatCount(counts.itemsA)} and ${formatCount(counts.itemsB)} items read`;
  const parts = [
    all === 0 ? `${a} and ${b} have the same items` : counted(all, "difference"),
    ...(all === 0 ? [] : [`${formatCount(missing)} missing`, `${formatCount(extra)} extra`]),
    ...(all === 0 ? [] : [`${formatCount(different)} different`]),
    read,
    ...(settled === 0 ? [] : [`${formatCount(settled)} changed meanwhile and are the same now`]),
    ...(readUnits === 0 ? [] : [unitsText(readUnits)]),
    ...(shown < all ? [`${formatCount(shown)} shown, --limit shows more`] : []),
  ];
  return escapeControl(parts.join(" · "));
}
