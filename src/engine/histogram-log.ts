import { decodeFromCompressedBase64, HistogramLogWriter } from "hdr-histogram-js";

/** A histogram and when its values were recorded. */
export interface LogInterval {
  /** Without one, a reader takes the interval for the main series. */
  readonly tag?: string;
  /** Since the start of the log. */
  readonly startSeconds: number;
  readonly seconds: number;
  /** HDR V2, compressed, base64; of microseconds. */
  readonly histogram: string;
}

const microsPerMs = 1000;

/**
 * Histograms as HdrHistogram's log format 1.3, which its tools in every language read: values in
 * microseconds, each line's maximum in milliseconds, times relative to the start.
 * @param startMs since the epoch
 */
export function histogramLog(
  startMs: number,
  comments: readonly string[],
  intervals: readonly LogInterval[],
): string {
  const lines: string[] = [];
  const writer = new HistogramLogWriter(line => lines.push(line));
  writer.outputLogFormatVersion();
  for (const comment of comments) writer.outputComment(oneLine(comment));
  // Not outputStartTime: it spells the time in the zone of the machine.
  const start = `${(startMs / 1000).toFixed(3)} (seconds since epoch), ${new Date(startMs).toUTCString()}`;
  writer.outputComment(`[StartTime: ${start}]`);
  writer.outputLegend();
  const tags = new Map<string, string>();
  for (const { tag, startSeconds, seconds, histogram } of intervals) {
    const values = decodeFromCompressedBase64(histogram);
    if (tag !== undefined) values.tag = tagOf(tag, tags);
    writer.outputIntervalHistogram(values, startSeconds, startSeconds + seconds, microsPerMs);
  }
  return lines.join("");
}

/**
 * The format knows no tag with a comma, a blank or a line break; a tag that is another's without
 * them gets a number, and the same one each time.
 */
function tagOf(text: string, known: Map<string, string>): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const plain = text.replace(/[,\s\p{Cc}]+/gu, "_") || "_";
  const taken = new Set(known.values());
  let tag = plain;
  for (let number = 2; taken.has(tag); number++) tag = `${plain}_${number}`;
  known.set(text, tag);
  return tag;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
