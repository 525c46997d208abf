import type { Session } from "../../../cli/session.ts";
import { fileSource } from "../../../data/transfer/file-source.ts";
import type { Moved } from "../../../data/transfer/move.ts";
import { systemClock } from "../../../engine/clock.ts";
import { DynError } from "../../../errors.ts";
import { counted } from "../../../output/units.ts";
import type { Loader } from "../../../sql/bulk/batch.ts";
import { RawCsvReader } from "../../../sql/bulk/csv-rows.ts";
import { columnsFor, namesKey } from "../../../sql/bulk/shape.ts";
import { BulkSink } from "../../../sql/bulk/sink.ts";
import type { LoadFault } from "../../../sql/bulk/storing.ts";
import { MoveLine } from "../../moving/line.ts";
import { runMove } from "../../moving/run-move.ts";
import { notStoredText } from "../../moving/summary.ts";
import type { LoadPlan } from "./load.ts";
import { printSummary, stoppedText } from "./summary.ts";

/** Nothing is taken up again where it was left, and so no need for small steps. */
const chunkRecords = 5_000;

/** Brings the rows into the table, shows how it goes, and says how it went. */
export async function performLoad(
  session: Session,
  { files, table, target, options }: LoadPlan,
  loader: Loader,
): Promise<void> {
  const clock = systemClock(session.context);
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  const totalBytes = sizes.every(size => size !== undefined)
    ? sizes.reduce((sum, size) => sum + size, 0)
    : undefined;
  let readBytes = 0;
  const [first] = files;
  const names = files.length === 1 ? first?.name : counted(files.length, "file");
  const line = new MoveLine(session, {
    what: `loading ${names} into ${table.name} · ${target}`,
    noun: "row",
    share: () => (totalBytes === undefined ? undefined : readBytes / totalBytes),
    clock,
  });
  const source = fileSource(files, {
    csv: () => new RawCsvReader(table),
    chunkRecords,
    onBytes: count => {
      readBytes += count;
    },
  });
  let canGoOn = table.key.length > 0;
  const watched: Loader = {
    pipelines: loader.pipelines,
    batch: item => {
      canGoOn &&= namesKey(columnsFor(item, table), table);
      return loader.batch(item);
    },
  };
  const sink = new BulkSink(watched, fault => lost(fault, target));
  const job = {
    source,
    sink,
    line,
    table: table.name,
    deadLetter: options.deadLetter,
    // What is loaded is not loaded again by who starts over with --on-conflict skip.
    isRepeatable: false,
    clock,
    transform: undefined,
  };
  await runMove(session, job, {
    stopped: moved => stoppedText(moved, canGoOn),
    finished: (moved, letters) => printSummary(session, table, moved, letters),
    partial: (moved, letters) => partialError(moved, letters),
  });
}

function partialError(moved: Moved, deadLetter: string): DynError {
  const { reason } = moved;
  const place = reason?.source === undefined ? "" : `, ${reason.source}`;
  return new DynError("partial", `${notStoredText(moved, "row")}; see ${deadLetter}`, {
    hint: `the first${place}: ${reason?.message ?? ""}`,
  });
}

function lost({ fault, effect }: LoadFault, target: string): DynError {
  const { kind, message, code, cause } = fault;
  const sort = kind === "denied" ? "denied" : kind === "transient" ? "connection" : "failed";
  const doubt = effect === "possible" ? "; the rows under way may be stored, or not" : "";
  return new DynError(sort, `${target}: ${message} [${code}]${doubt}`, { cause });
}
