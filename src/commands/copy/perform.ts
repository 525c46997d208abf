import { resolve } from "node:path";
import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { checkpoint, type Job } from "../../data/transfer/checkpoint.ts";
import type { MoveState } from "../../data/transfer/move.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { type TablePart, tableSource } from "../../data/transfer/table-source.ts";
import { systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import { parseCondition } from "../../expressions/parse.ts";
import { findTable } from "../../schema/describe.ts";
import type { LiveTable } from "../../schema/live.ts";
import { segmentsFor } from "../export/segments.ts";
import { transformOf } from "../import/transform.ts";
import { noticeMemory } from "../memory-notice.ts";
import { MoveLine } from "../moving/line.ts";
import { patiently } from "../moving/patiently.ts";
import { type Move, runMove } from "../moving/run-move.ts";
import { storeIn } from "../moving/store.ts";
import { openLiveTable } from "../read/open-table.ts";
import { sessionAt } from "../table/described.ts";
import { type LivePlace, placeOf } from "../table/place.ts";
import { destinationTable } from "./destination.ts";
import type { CopyOptions } from "./options.ts";
import { printFirstItems } from "./preview.ts";
import { partialError, printSummary, stoppedText } from "./summary.ts";

/** A table on an open target. */
export interface OpenPlace {
  readonly dynamo: Dynamo;
  readonly table: string;
  /** As the user knows it, `local:Orders`. */
  readonly name: string;
}

/** Writes the items of the table `a` into `b`. */
export async function copyItems(
  session: Session,
  options: CopyOptions,
  a: string,
  b: string,
): Promise<void> {
  const [from, to] = [await livePlace(session, a), await livePlace(session, b)];
  const filter = options.filter === undefined ? undefined : parseCondition(options.filter);
  const changes = await transformOf(options.steps, session.context.cwd, session.context.now);
  const reading = { client: "wire", maxConnections: Math.max(64, options.segments ?? 0) } as const;
  const writing = { client: "wire", maxConnections: options.concurrency } as const;
  await withDynamo(
    sessionAt(session, from),
    source =>
      withDynamo(
        sessionAt(session, to),
        async destination => {
          const one = opened(source, from);
          const other = opened(destination, to);
          const live = await openLiveTable(session, source, from.table, { ttl: false });
          await refuseSame(session, { ...one, live }, other);
          const segments = options.segments ?? segmentsFor(live, undefined);
          const { consistent, pageSize } = options;
          const part = { table: from.table, filter, consistent, pageSize, segments };
          const copy: Copy = { from: one, to: other, live, part, options, changes };
          if (session.flags.dryRun) await printFirstItems(session, copy);
          else await perform(session, copy);
        },
        writing,
      ),
    reading,
  );
}

/** What is to be copied, once all that the user typed is known to hold. */
export interface Copy {
  readonly from: OpenPlace;
  readonly to: OpenPlace;
  readonly live: LiveTable;
  readonly part: TablePart;
  readonly options: CopyOptions;
  readonly changes: Awaited<ReturnType<typeof transformOf>>;
}

async function perform(session: Session, copy: Copy): Promise<void> {
  const { from, to, live, part, options, changes } = copy;
  const { connection, client, endpoint } = to.dynamo;
  await noticeMemory(session, connection);
  if (connection.protect) {
    const what = `write the items of ${from.name} into ${to.table} on ${connection.name}`;
    await confirm(session, { what, typed: to.table });
  }
  const table = await destinationTable(session, copy);
  const clock = systemClock(session.context);
  const saved = checkpointOf(session, copy, table);
  const before = await saved?.read();
  checkSegments(before, options.segments);
  const expected = part.filter === undefined ? live.itemCount - (before?.counts.read ?? 0) : 0;
  const line = new MoveLine(session, {
    what: `copying ${from.name} to ${to.name}`,
    share: moved => (expected > 0 ? moved / expected : undefined),
    clock,
  });
  const wait = (why: string | undefined) => line.pause(why);
  const source = tableSource(
    patiently(session, from.dynamo.client, clock, wait),
    { ...part, segments: before?.lanes.length ?? part.segments },
    {
      rate: new Rate({ perSecond: options.maxRcu, clock }),
      at: from.dynamo.endpoint.url,
    },
  );
  const { signal } = session;
  const measured = line.drawn;
  const lasting = patiently(session, client, clock, wait);
  const store = { client: lasting, table: table.schema, at: endpoint.url };
  const sink = storeIn({ ...store, measured, clock, signal }, options);
  const job: Move = {
    source,
    sink,
    line,
    table: to.table,
    deadLetter: options.deadLetter,
    transform: changes.transform,
    checkpoint: saved,
    from: before,
    isRepeatable: true,
    clock,
  };
  await runMove(session, job, {
    stopped: moved => stoppedText(moved, saved !== undefined),
    finished: (moved, letters) => printSummary(session, copy, moved, letters),
    partial: (moved, letters) => partialError(moved, copy, letters),
  });
}

async function livePlace(session: Session, word: string): Promise<LivePlace> {
  const place = await placeOf(word, session.context.cwd);
  if (place.kind === "live") return place;
  throw new DynError("usage", `${word} is a file; copy writes from table to table`, {
    hint: "dyn import writes the items of files into a table, dyn export those of a table into files",
  });
}

function opened(dynamo: Dynamo, { table }: LivePlace): OpenPlace {
  return { dynamo, table, name: `${dynamo.connection.name}:${table}` };
}

/** A copy into itself would read what it writes. */
async function refuseSame(
  session: Session,
  from: OpenPlace & { readonly live: LiveTable },
  to: OpenPlace,
): Promise<void> {
  const { client, endpoint } = to.dynamo;
  const { href } = from.dynamo.endpoint.url;
  if (from.table !== to.table || href !== endpoint.url.href) return;
  // One endpoint of AWS leads to the tables of all accounts.
  const found = await findTable(client, to.table, { signal: session.signal, at: endpoint.url });
  if (found?.arn !== from.live.arn) return;
  throw new DynError("usage", `${from.name} cannot be copied into itself`, {
    hint: "name another table or another target, such as staging:Orders",
  });
}

function checkpointOf(session: Session, copy: Copy, table: LiveTable) {
  const { from, to, live, options, changes } = copy;
  const { checkpoint: file, filter = "none", consistent, onConflict } = options;
  if (file === undefined) return undefined;
  const job: Job = {
    command: "copy",
    source: placeText(from, live),
    destination: placeText(to, table),
    "--filter": filter,
    "--consistent": consistent === true ? "yes" : "no",
    transforms: changes.text === "" ? "none" : changes.text,
    "--on-conflict": onConflict,
  };
  return checkpoint<MoveState>(resolve(session.context.cwd, file), file, job);
}

/** The ARN tells accounts apart, the endpoint emulators, and the time a table from one of its name that is gone. */
function placeText({ dynamo: { connection, endpoint }, table }: OpenPlace, live: LiveTable) {
  const { arn = table, createdAt } = live;
  const made = createdAt === undefined ? "" : `, made ${createdAt.toISOString()}`;
  const at = connection.kind === "dynamodb" ? endpoint.url.href : connection.name;
  return `${arn} at ${at}${made}`;
}

function checkSegments(before: MoveState | undefined, segments: number | undefined): void {
  const begun = before?.lanes.length;
  if (begun === undefined || segments === undefined || segments === begun) return;
  throw new DynError("usage", `the copy was begun with --segments ${begun}`, {
    hint: "leave out --segments, or delete the checkpoint to start anew",
  });
}
