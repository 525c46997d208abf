import { Interruption, type Sink } from "../../cli/context.ts";

/** Asks whether to go on; the answer is shown to nobody. */
export type AskForMore = () => Promise<boolean>;

/**
 * A sink that stops whenever the screen is full, and asks. Who has seen enough ends the command as
 * a pipe's reader does who goes away.
 */
export function paged(
  sink: Sink & { readonly rows: number },
  askForMore: AskForMore,
  stop: (reason: Interruption) => void,
): Sink {
  let lines = 0;
  let stopped = false;
  return {
    isTTY: sink.isTTY,
    get columns() {
      return sink.columns;
    },
    ...(sink.stream && { stream: sink.stream }),
    write: async text => {
      let rest = text;
      while (rest !== "" && !stopped) {
        const room = Math.max(1, sink.rows - 1 - lines);
        const end = endOfLine(rest, room);
        await sink.write(rest.slice(0, end));
        lines += rest.slice(0, end).split("\n").length - 1;
        rest = rest.slice(end);
        if (rest === "" || lines < sink.rows - 1) continue;
        lines = 0;
        if (await askForMore()) continue;
        stopped = true;
        stop(new Interruption("EPIPE"));
      }
    },
  };
}

/** Where the n-th line of a text ends; its length when it has fewer. */
function endOfLine(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at + 1;
}
