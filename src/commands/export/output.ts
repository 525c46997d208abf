import { join } from "node:path";
import type { Session } from "../../cli/session.ts";
import { CsvShape } from "../../data/export/csv-shape.ts";
import { CsvSpool } from "../../data/export/csv-spool.ts";
import { FileOutput, filesOf } from "../../data/export/file-output.ts";
import type { Output, WrittenFile } from "../../data/export/output.ts";
import type { ExportState } from "../../data/export/state.ts";
import { streamOutput } from "../../data/export/stream-output.ts";
import { encoder } from "../../data/formats/write.ts";
import { positionNames } from "../../data/table-keys.ts";
import { awsOutput } from "./aws-output.ts";
import type { Destination } from "./destination.ts";
import { mustBeFree, pathsOf, privateFolder, removeOthers } from "./files.ts";
import type { Job } from "./job.ts";

type Files = Extract<Destination, { kind: "files" }>;

/** Throws a "usage" error when something is there that is not to be replaced. */
export async function checkPlace({ destination, options }: Job): Promise<void> {
  if (destination.kind === "files") await mustBeFree(destination, options.overwrite === true);
}

/** Where the items of an export go: behind what an earlier run has written, if there was one. */
export async function openOutput(session: Session, job: Job, state: ExportState): Promise<Output> {
  const { destination } = job;
  switch (destination.kind) {
    case "stdout":
      if (destination.format === "csv") return csvToStdout(session, job);
      return streamOutput(session.context.stdout, encoder(destination.format));
    case "files": {
      const output = await toFiles(session, job, destination, state);
      // Whether it can be written at all is told before anything is read.
      if (state.files.length === 0) await output.flush();
      return output;
    }
    case "aws":
      return awsOutput(session, job, destination, state);
    default:
      return destination satisfies never;
  }
}

async function toFiles(
  session: Session,
  job: Job,
  destination: Files,
  state: ExportState,
): Promise<Output> {
  const { format, compression, splitBytes, path } = destination;
  const paths = pathsOf(destination);
  const common = {
    ...paths,
    compression,
    splitBytes,
    onNamed: (files: readonly WrittenFile[]) => removeOthers(destination, files.length),
  };
  if (format === "csv") {
    const spool = { path: `${path}.items`, signal: session.signal, ...csvOf(job) };
    return CsvSpool.open(
      {
        ...spool,
        output: columns => new FileOutput({ ...common, encoder: encoder("csv", { columns }) }),
      },
      state.files,
    );
  }
  const whole = { ...common, encoder: encoder(format) };
  return filesOf(whole, state);
}

/** Streams where the columns are known; else waits for all items. */
async function csvToStdout(session: Session, job: Job): Promise<Output> {
  const { stdout, env } = session.context;
  const { shape } = csvOf(job);
  if (job.reading.select !== undefined) {
    const stream = streamOutput(stdout, encoder("csv", { columns: shape.columns() }));
    return {
      ...stream,
      write: items => {
        for (const { item } of items) shape.look(item);
        return stream.write(items);
      },
      finish: async () => {
        const files = await stream.finish();
        await tellTypes(session, shape);
        return files;
      },
    };
  }
  const folder = await privateFolder(env);
  const spool = await CsvSpool.open({
    path: join(folder.path, "export"),
    signal: session.signal,
    shape,
    output: columns => streamOutput(stdout, encoder("csv", { columns })),
  });
  return {
    write: items => spool.write(items),
    flush: () => spool.flush(),
    finish: () => spool.finish().finally(folder.remove),
    close: keep => spool.close(keep).finally(folder.remove),
  };
}

/** Columns: what was selected, else the keys and all that items have. */
function csvOf({ reading, live }: Job): { readonly shape: CsvShape } {
  const { select, index } = reading;
  const selected = select?.map(([name]) => name);
  return { shape: new CsvShape(selected ?? positionNames(live.schema, index)) };
}

/** A header that is written before the items cannot say what they hold. */
async function tellTypes(session: Session, shape: CsvShape): Promise<void> {
  const typed = shape.columns().filter(({ type }) => type !== undefined);
  if (typed.length === 0) return;
  const columns = typed.map(({ name, type }) => `${name}:${type}`).join(",");
  await session.notice(
    `the CSV does not say what is no text; import it with --columns ${JSON.stringify(columns)}`,
  );
}
