import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { checkpoint } from "../../data/transfer/checkpoint.ts";
import { fileSource } from "../../data/transfer/file-source.ts";
import type { MoveState } from "../../data/transfer/move.ts";
import { systemClock } from "../../engine/clock.ts";
import { counted, formatCount } from "../../output/units.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { MoveLine } from "../moving/line.ts";
import { patiently } from "../moving/patiently.ts";
import { type Move, runMove } from "../moving/run-move.ts";
import { storeIn } from "../moving/store.ts";
import { jobOf } from "./job.ts";
import { type Plan, placed, readOptions } from "./plan.ts";
import { partialError, printSummary, stoppedText } from "./summary.ts";

/** Moves the items into the table, shows how it goes, and says how it went. */
export async function perform(
  session: Session,
  dynamo: Dynamo,
  table: TableSchema,
  plan: Plan,
): Promise<void> {
  const { options, files } = plan;
  const clock = systemClock(session.context);
  const saved =
    options.checkpoint === undefined
      ? undefined
      : saveTo(session, options.checkpoint, jobOf(plan, dynamo));
  const from = await saved?.read();
  const total = totalBytes(files);
  let readBytes = 0;
  const line = new MoveLine(session, {
    what: headOf(plan, dynamo.connection.name),
    share: () => (total === undefined ? undefined : readBytes / total),
    remark: saved && `checkpoint every ${formatCount(options.checkpointEvery)} lines`,
    clock,
  });
  const client = patiently(session, dynamo.client, clock, why => line.pause(why));
  const store = { client, table, at: dynamo.endpoint.url, measured: line.drawn };
  const sink = storeIn({ ...store, clock, signal: session.signal }, options);
  const source = fileSource(files, {
    ...readOptions(plan, table),
    onBytes: count => {
      readBytes += count;
    },
  });
  const job: Move = {
    source,
    sink,
    line,
    table: plan.table,
    deadLetter: options.deadLetter,
    transform: plan.transform,
    checkpoint: saved,
    checkpointEvery: options.checkpointEvery,
    from,
    isRepeatable: files.every(({ sizeBytes }) => sizeBytes !== undefined),
    clock,
  };
  await runMove(session, job, {
    stopped: moved => stoppedText(moved, saved !== undefined),
    finished: (moved, letters) => printSummary(session, plan.table, moved, letters),
    partial: partialError,
  });
}

function headOf({ files, table }: Plan, target: string): string {
  const names = files.length === 1 ? files[0]?.name : counted(files.length, "file");
  return `importing ${names} into ${table} · ${target}`;
}

/** Of all files; undefined when the size of one is not known. */
function totalBytes(files: Plan["files"]): number | undefined {
  const sizes = files.map(({ sizeBytes }) => sizeBytes).filter(size => size !== undefined);
  return sizes.length === files.length ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

function saveTo(session: Session, file: string, job: Readonly<Record<string, string>>) {
  const { path, shown } = placed(session, file);
  return checkpoint<MoveState>(path, shown, job);
}
