import { mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Session } from "../../cli/session.ts";
import { filesOf } from "../../data/export/file-output.ts";
import type { Output } from "../../data/export/output.ts";
import { unwritable } from "../../data/export/part-file.ts";
import type { ExportState } from "../../data/export/state.ts";
import {
  dataFileName,
  exportFile,
  exportManifests,
  exportPaths,
} from "../../data/formats/aws-export.ts";
import { encoder } from "../../data/formats/write.ts";
import { DynError } from "../../errors.ts";
import type { Destination } from "./destination.ts";
import type { Job } from "./job.ts";

type Directory = Extract<Destination, { kind: "aws" }>;

/** About what AWS puts into one file. */
const fileBytes = 128 * 1024 * 1024;

/** A directory as AWS's own export to S3 fills it: data files, then the manifests that list them. */
export async function awsOutput(
  session: Session,
  job: Job,
  destination: Directory,
  state: ExportState,
): Promise<Output> {
  const { path, shown, splitBytes = fileBytes } = destination;
  const { folder, started, data } = exportPaths(state.id);
  const keyOf = (n: number) => data(dataFileName(state.id, n));
  try {
    // Its own folder is new; the one around it may be a link.
    await mkdir(join(path, dirname(folder)), { recursive: true });
    await mustBeBelow(path, join(path, dirname(folder)), shown);
    await mkdir(join(path, data(".")), { recursive: true });
    await writeFile(join(path, started), "");
  } catch (cause) {
    throw cause instanceof DynError ? cause : unwritable(shown, cause);
  }
  const files = await filesOf(
    {
      pathOf: n => join(path, keyOf(n)),
      nameOf: n => join(shown, keyOf(n)),
      encoder: encoder("dynamodb-json"),
      compression: "gzip",
      splitBytes,
    },
    state,
  );
  let isFinished = false;
  const finish = async () => {
    const written = await files.finish();
    const listed = await Promise.all(
      written.map(({ items }, at) => exportFile(join(path, keyOf(at + 1)), keyOf(at + 1), items)),
    );
    for (const manifest of exportManifests(aboutOf(session, job, state), listed)) {
      await writeFile(join(path, manifest.path), manifest.text).catch(cause => {
        throw unwritable(join(shown, manifest.path), cause);
      });
    }
    isFinished = true;
    return written;
  };
  return {
    write: items => files.write(items),
    flush: () => files.flush(),
    finish,
    close: async keep => {
      await files.close(keep);
      if (!keep && !isFinished) await rm(join(path, folder), { recursive: true, force: true });
    },
  };
}

function aboutOf({ context }: Session, { live, reading }: Job, { id }: ExportState) {
  const startedAt = new Date(Number.parseInt(id, 10));
  return {
    id,
    tableArn: live.arn ?? `arn:aws:dynamodb:local:000000000000:table/${reading.table}`,
    startedAt,
    endedAt: new Date(context.now()),
    exportedAt: startedAt,
    sizeBytes: live.sizeBytes,
  };
}

/** A link in a directory could lead out of it. */
async function mustBeBelow(path: string, inner: string, shown: string): Promise<void> {
  const [whole, below] = await Promise.all([realpath(path), realpath(inner)]);
  if (below.startsWith(whole.endsWith(sep) ? whole : whole + sep)) return;
  throw new DynError("failed", `cannot write ${shown}: a link in it leads out of it`, {
    hint: "name another directory",
  });
}
