import type { Ora } from "ora";

/** One live line for whoever watches. Nothing is drawn when there is no terminal. */
export interface Progress {
  /** Whether anybody sees it. */
  readonly drawn: boolean;
  update(text: string): void;
  /** Ends the line and leaves nothing. */
  stop(): void;
}

/** Of the spinner, the blank behind it, and the last column, where terminals differ. */
const markColumns = 3;

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
  let draw: ((text: string) => void) | undefined;
  let spinner: Ora | undefined;
  let stopped = false;
  // Loaded late: most commands end before there is anything to show.
  void Promise.all([import("ora"), import("../output/items/cell.ts")]).then(
    ([{ default: ora }, cell]) => {
      if (stopped) return;
      const color = colored ? "cyan" : false;
      // A line that wraps leaves its first part behind, each time that it is drawn.
      const fitting = (whole: string) => {
        const room = Math.max(1, stream.columns - markColumns);
        return cell.widthOf(whole) > room ? cell.fitted(whole, room, "left") : whole;
      };
      const begun = ora({
        text: fitting(latest),
        stream,
        color,
        discardStdin: false,
        isEnabled: true,
      });
      spinner = begun.start();
      draw = next => {
        begun.text = fitting(next);
      };
    },
  );
  return {
    drawn: true,
    update: next => {
      latest = next;
      draw?.(next);
    },
    stop: () => {
      stopped = true;
      spinner?.stop();
    },
  };
}
