import { histogramLog, type LogInterval } from "../engine/histogram-log.ts";
import type { Result } from "../engine/result.ts";
import { loadText } from "./load-text.ts";
import { rowSeconds } from "./row-seconds.ts";
import { titles } from "./titles.ts";

/**
 * The latencies as an HdrHistogram log: each second of the total, untagged, and each operation as
 * a whole under its name. Of several results each series has the result's title for a tag.
 */
export function hdrReport(results: readonly Result[]): string {
  const starts = results.map(({ startedAt }) => Date.parse(startedAt));
  const startMs = starts.length === 0 ? 0 : Math.min(...starts);
  const names = titles(results);
  const comments = results.map(
    (result, at) =>
      `[dyn: ${names[at]}, ${result.target}, ${result.client}, ${loadText(result.load)}; values in microseconds, maxima in milliseconds]`,
  );
  const intervals = results.flatMap((result, at) =>
    resultIntervals(
      result,
      ((starts[at] ?? startMs) - startMs) / 1000,
      results.length === 1 ? undefined : names[at],
    ),
  );
  // Readers stop at the first interval that begins after the time that they were asked for.
  return histogramLog(
    startMs,
    comments,
    intervals.toSorted((a, b) => a.startSeconds - b.startSeconds),
  );
}

function resultIntervals(
  result: Result,
  offsetSeconds: number,
  title: string | undefined,
): readonly LogInterval[] {
  const { elapsedSeconds, timeline, operations } = result;
  const wholes = Object.entries(operations).map(([name, { histogram }]) => ({
    tag: title === undefined ? name : `${title}/${name}`,
    startSeconds: offsetSeconds,
    seconds: elapsedSeconds,
    histogram,
  }));
  const seconds = timeline.map(row => ({
    ...(title === undefined ? {} : { tag: title }),
    startSeconds: offsetSeconds + row.second - 1,
    seconds: rowSeconds(row, result),
    histogram: row.histogram,
  }));
  return [...wholes, ...seconds].filter(({ histogram }) => histogram !== "");
}
