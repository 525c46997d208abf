import type { Sink } from "../../cli/context.ts";

/** A sink that remembers the line that it left open: a question, which the line editor is to show. */
export function openLine(sink: Sink): Sink & { open(): string; closeLine(): void } {
  let open = "";
  return {
    isTTY: sink.isTTY,
    get columns() {
      return sink.columns;
    },
    ...(sink.stream && { stream: sink.stream }),
    write: text => {
      open = (open + text).slice((open + text).lastIndexOf("\n") + 1);
      return sink.write(text);
    },
    open: () => open,
    closeLine: () => {
      open = "";
    },
  };
}
