import type { Session } from "../../cli/session.ts";
import type { Snapshot } from "../../engine/snapshot.ts";
import { escapeControl } from "../../output/escape.ts";
import { formatCount } from "../../output/units.ts";
import { liveLine, plainLine } from "../../reporters/live.ts";

/** The spinner before a live line, and the blank after it. */
const spinnerColumns = 2;
/** Between two lines where nothing can be drawn over. */
const plainIntervalMs = 10_000;

/** Shows on stderr how a run goes: one live line on a terminal, elsewhere a line now and then. */
export interface LiveView {
  tick(snapshot: Snapshot): void;
  /** Something else than the load: waiting for a moment, judging a check. */
  say(text: string): void;
  /** How many items a check has read, of how many where that is known. */
  check(name: string, done: number, of?: number): void;
  /** Ends the line and leaves nothing. */
  end(): void;
}

export function liveView(session: Session, name: string): LiveView {
  const { context, signal } = session;
  const progress = session.progress(`starting ${escapeControl(name)}`);
  const columns = context.stderr.columns - spinnerColumns;
  let saidAtMs = context.monotonic();
  const sayPlain = (text: string) => {
    const nowMs = context.monotonic();
    // Ticks come a second apart, a little early or late.
    if (nowMs - saidAtMs < plainIntervalMs - 500) return;
    saidAtMs = nowMs;
    void session.notice(text);
  };
  let loading = false;
  const onAbort = () => {
    const text = loading ? "stopping: what is in flight gets 2 s to end" : "stopping";
    progress.update(text);
    if (!progress.drawn) void session.notice(text);
  };
  signal.addEventListener("abort", onAbort);
  const show = (drawn: string, plain = drawn) => {
    if (progress.drawn) progress.update(drawn);
    else sayPlain(plain);
  };
  return {
    tick: snapshot => {
      if (signal.aborted) return;
      loading = true;
      show(liveLine(snapshot, columns), plainLine(snapshot));
    },
    say: text => {
      loading = false;
      show(text);
    },
    check: (check, done, of) => {
      loading = false;
      const total = of === undefined ? " items" : ` of ${formatCount(of)}`;
      show(`checking ${escapeControl(check)} ${formatCount(done)}${total}`);
    },
    end: () => {
      signal.removeEventListener("abort", onAbort);
      progress.stop();
    },
  };
}
