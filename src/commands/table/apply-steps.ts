import type { Progress } from "../../cli/progress.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";
import { formatDuration } from "../../output/units.ts";
import type { ApplyOptions } from "../../schema/apply/apply.ts";

/** Tells the steps of one table: a live line while one is under way, and a line that stays once it is over. */
export interface StepWatch extends Required<Pick<ApplyOptions, "onStep" | "onWait">> {
  /** Ends the live line. A step that was carried out and waited for is told. */
  end(isSettled: boolean): Promise<void>;
}

export function watchSteps(session: Session, table: string, target: string): StepWatch {
  const { monotonic } = session.context;
  const place = escapeControl(`${table} on ${target}`);
  let progress: Progress | undefined;
  let sinceMs = monotonic();
  let done: string | undefined;
  let written = Promise.resolve();
  // A call is over before what it began is: so a step is told when the next one begins.
  const close = () => {
    progress?.stop();
    progress = undefined;
    if (done === undefined) return;
    const tookMs = monotonic() - sinceMs;
    const took = tookMs < 1_000 ? "" : ` · ${formatDuration(tookMs)}`;
    const line = `${session.noticePaint.green("✔")} ${place}: ${escapeControl(done)}${took}`;
    written = written.then(() => session.notice(line));
    done = undefined;
  };
  return {
    onStep: (what, state) => {
      if (state === "done") {
        done = what;
        return;
      }
      close();
      sinceMs = monotonic();
      progress = session.progress(`${place}: ${escapeControl(what)}`);
    },
    onWait: status => {
      progress ??= session.progress(place);
      const awaited = escapeControl(status).replace(/\b[A-Z]{6,}$/, word => word.toLowerCase());
      progress.update(`${place}: ${awaited}, ${formatDuration(monotonic() - sinceMs)}`);
    },
    end: async isSettled => {
      if (!isSettled) done = undefined;
      close();
      await written;
    },
  };
}
