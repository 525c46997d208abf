import type { TextSink } from "./writer.ts";

/** Controls but for line breaks and tabs, and what is invisible or turns the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
const unsafe = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)|\p{Cf}/gu;

/**
 * A sink that is safe to look at: when it is a terminal, what could steer or mislead it is written
 * as `\u` escapes, which JSON and YAML read back as the same text.
 */
export function guarded(sink: TextSink): TextSink {
  if (!sink.isTTY) return sink;
  return {
    isTTY: true,
    columns: sink.columns,
    write: text => sink.write(harmless(text)),
  };
}

/** The same for a text that is JSON, or YAML or CSV to be looked at. */
export function harmless(text: string): string {
  return text.replace(unsafe, escaped);
}

function escaped(found: string): string {
  let units = "";
  for (let at = 0; at < found.length; at++) {
    units += `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return units;
}
