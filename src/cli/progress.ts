import type { Ora } from "ora";

/** One live line for whoever watches. Nothing is drawn when there is no terminal. */
export interface Progress {
  /** Whether anybody sees it. */
  readonly drawn: boolean;
  update(text: string): void;
  /** Ends the line and leaves nothing. */
  stop(): void;
}

/**
 * Draws on a terminal; on any other stream, or none, does nothing. A terminal that reports no
 * columns cannot be drawn on: ora would divide by them.
 */
export function startProgress(
  text: string,
  stream: NodeJS.WriteStream | undefined,
  colored: boolean,
): Progress {
  if (stream?.isTTY !== true || !stream.columns) {
    return { drawn: false, update: () => {}, stop: () => {} };
  }
  let latest = text;
  let spinner: Ora | undefined;
  let stopped = false;
  // Loaded late: most commands end before there is anything to show.
  void import("ora").then(({ default: ora }) => {
    if (stopped) return;
    const color = colored ? "cyan" : false;
    spinner = ora({ text: latest, stream, color, discardStdin: false, isEnabled: true }).start();
  });
  return {
    drawn: true,
    update: next => {
      latest = next;
      if (spinner) spinner.text = next;
    },
    stop: () => {
      stopped = true;
      spinner?.stop();
    },
  };
}
