import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { DynError } from "../../errors.ts";

/** A user of this machine. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Who servers run as when it is not who started dyn; the first that is there. */
const candidates = ["postgres", "_postgres", "nobody"];

/**
 * Whom PostgreSQL runs as, which refuses to run as root: another user when this one is root, else
 * undefined.
 *
 * @throws DynError (connection) when there is no other.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map(line => line.split(":"));
  for (const candidate of candidates) {
    const [, , uid, gid] = users.find(([name]) => name === candidate) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new DynError("connection", "PostgreSQL does not run as root, and there is no other user", {
    hint: "add one for it: useradd --system postgres",
  });
}

/** Whether that user may enter the folder, or run the program, at this path. */
export function mayEnter(account: Account | undefined, path: string): Promise<boolean> {
  return new Promise(resolve => {
    const words = ["-c", 'test -x "$1"', "sh", path];
    execFile("/bin/sh", words, { cwd: "/", ...account }, error => resolve(error === null));
  });
}
