import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DynError } from "../../errors.ts";

/** What tells one job from another: `table`, `target`, `files`, …, in the user's words. */
export type Job = Readonly<Record<string, string>>;

interface Contents<State> {
  readonly schema: "dyn.checkpoint/1";
  readonly job: Job;
  readonly state: State;
}

/**
 * A file that says how far a job has come. It is replaced as a whole, on the disk before `write`
 * resolves, so that a crash at any moment leaves the one before or this one.
 */
export interface Checkpoint<State> {
  readonly path: string;
  /** The state that an earlier run left; undefined when there is no file. Throws a "usage" error for another job's. */
  read(): Promise<State | undefined>;
  /** One write at a time. Throws DynError "failed" when it cannot be written. */
  write(state: State): Promise<void>;
  /** The job is done. */
  remove(): Promise<void>;
}

/** @param path where it is; `shown` is how the user knows it */
export function checkpoint<State>(path: string, shown: string, job: Job): Checkpoint<State> {
  const next = `${path}.next`;
  return {
    path,
    read: async () => {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw new DynError("failed", `cannot read the checkpoint ${shown}: ${error.message}`, {
          cause: error,
        });
      });
      if (text === undefined) return undefined;
      const contents = parse<State>(text, shown);
      const differing = Object.keys({ ...contents.job, ...job }).find(
        name => contents.job[name] !== job[name],
      );
      if (differing === undefined) return contents.state;
      const words = (each: Job) => JSON.stringify(each[differing] ?? "none");
      throw new DynError(
        "usage",
        `the checkpoint ${shown} belongs to another job: its ${differing} is ${words(contents.job)}, not ${words(job)}`,
        {
          hint: "run the command that it belongs to, name another file, or delete it to start anew",
        },
      );
    },
    write: async state => {
      const contents: Contents<State> = { schema: "dyn.checkpoint/1", job, state };
      try {
        const file = await open(next, "w", 0o600);
        try {
          await file.writeFile(`${JSON.stringify(contents)}\n`);
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(next, path);
        await syncFolder(dirname(path));
      } catch (cause) {
        const { code = "", message } = cause as NodeJS.ErrnoException;
        const reason = reasons[code] ?? message;
        throw new DynError("failed", `cannot write the checkpoint ${shown}: ${reason}`, { cause });
      }
    },
    remove: async () => {
      await rm(next, { force: true });
      await rm(path, { force: true });
    },
  };
}

function parse<State>(text: string, shown: string): Contents<State> {
  try {
    const contents = JSON.parse(text) as Partial<Contents<State>> | null;
    if (contents?.schema === "dyn.checkpoint/1" && contents.job && "state" in contents) {
      return contents as Contents<State>;
    }
  } catch {
    // Told below.
  }
  throw new DynError("invalid", `${shown} is no checkpoint of this version of dyn`, {
    hint: "name another file with --checkpoint",
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  ENOENT: "no such directory",
};

/** Makes a rename durable; some file systems cannot. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
