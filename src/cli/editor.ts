import { spawn } from "node:child_process";
import { DynError } from "../errors.ts";
import type { Session } from "./session.ts";

/**
 * Opens a file in the user's editor and waits until it is closed: $VISUAL, else $EDITOR, which may
 * have arguments, else vi on a terminal. Keys are the editor's while it is open, Ctrl-C included.
 * Throws a DynError when the editor cannot be started or ends with an error. What interrupts dyn
 * itself ends the editor, too.
 */
export async function openEditor(session: Session, path: string): Promise<void> {
  const { context } = session;
  const editor = editorOf(session);
  const lend = context.kept?.lend ?? (<T>(work: () => Promise<T>) => work());
  await lend(() => context.lendCtrlC(() => edit(session, editor, path)));
}

function edit({ context, signal }: Session, editor: string, path: string): Promise<void> {
  // What the editor draws must not go where data goes.
  const screen = context.stdout.isTTY ? "inherit" : 2;
  return new Promise((resolve, reject) => {
    const child = spawn(...commandOf(editor, path, context.platform), {
      stdio: ["inherit", screen, "inherit"],
      env: context.env,
      shell: context.platform === "win32",
    });
    const stop = () => child.kill();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.on("error", cause => {
      signal.removeEventListener("abort", stop);
      reject(new DynError("failed", `cannot start the editor ${editor}`, { hint: setOne, cause }));
    });
    child.on("close", (code, killed) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(new DynError("interrupted", "interrupted"));
      else if (code === 0) resolve();
      else reject(failure(editor, code, killed));
    });
  });
}

const setOne = "set VISUAL or EDITOR to a program that waits until the file is closed";

function editorOf({ context: { env, stdin, stderr, platform } }: Session): string {
  const named = env.VISUAL || env.EDITOR;
  if (named) return named;
  if (stdin.isTTY !== true || !stderr.isTTY) {
    throw new DynError("usage", "no editor is named, and there is no terminal", { hint: setOne });
  }
  return platform === "win32" ? "notepad" : "vi";
}

/**
 * As git does it: the shell splits the editor's words, never the path. It outlives a Ctrl-C that the
 * editor has handled, and ends as the editor does.
 */
function commandOf(
  editor: string,
  path: string,
  platform: NodeJS.Platform,
): [string, readonly string[]] {
  if (platform === "win32") return [`${editor} "${path}"`, []];
  return ["/bin/sh", ["-c", `trap : INT; ${editor} "$@"`, editor, path]];
}

function failure(editor: string, code: number | null, killed: NodeJS.Signals | null): DynError {
  if (code === 127) {
    return new DynError("failed", `the editor ${editor} was not found`, { hint: setOne });
  }
  if (code === 130 || killed === "SIGINT") {
    return new DynError("interrupted", "the editor was interrupted; nothing was changed");
  }
  const how = killed === null ? `code ${code}` : killed;
  return new DynError("failed", `the editor ended with ${how}; nothing was changed`);
}
