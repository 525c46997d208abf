import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { formatDuration } from "../../output/units.ts";

/** Work of the service that a command waits for. */
export interface Awaited {
  /** What is under way, e.g. `restoring Orders-2 on production`. */
  readonly doing: string;
  /** What goes on when nobody waits, e.g. `the restore`. */
  readonly what: string;
  /** The command that waits again. */
  readonly again: string;
}

/**
 * Waits with a live line. Whoever stops waiting, by Ctrl-C, a time-out or a lost connection, is told
 * that the work goes on at the service, and how to wait for it again.
 */
export async function awaited<T>(
  session: Session,
  { doing, what, again }: Awaited,
  wait: (onWait: (status: string) => void) => Promise<T>,
): Promise<T> {
  const sinceMs = session.context.monotonic();
  const progress = session.progress(escapeControl(doing));
  const goesOn = `${what} goes on at the service; wait for it again with: ${again}`;
  try {
    return await wait(status => {
      const passed = formatDuration(session.context.monotonic() - sinceMs);
      progress.update(escapeControl(`${doing}: ${status.toLowerCase()}, ${passed}`));
    });
  } catch (error) {
    progress.stop();
    if (!(error instanceof DynError)) throw error;
    if (error.kind === "interrupted") await session.notice(escapeControl(goesOn));
    const hint = error.hint === undefined ? goesOn : `${error.hint}\n${goesOn}`;
    throw new DynError(error.kind, error.message, { hint, cause: error });
  } finally {
    progress.stop();
  }
}
