import type { Part } from "./part.ts";
import type { Threshold } from "./scenario.ts";
import { thresholdShape } from "./shape.ts";
import { parseThreshold, ThresholdError } from "./threshold.ts";

/** Reads `thresholds:`: each a text, or a mapping that says besides when it ends the run. */
export function readThresholds(part: Part, operations: readonly string[]): readonly Threshold[] {
  const { data } = part;
  if (!Array.isArray(data)) return [];
  return data.flatMap((each, position) => {
    const here = part.part(position);
    if (typeof each === "string") return each === "" ? [] : (parsed(here, each, operations) ?? []);
    return isMapping(each) ? (readMapping(here, operations) ?? []) : [];
  });
}

function readMapping(part: Part, operations: readonly string[]): Threshold | undefined {
  const shape = part.readMost(thresholdShape);
  if (shape === undefined) return undefined;
  const { expression, abort, after } = shape;
  if (after !== undefined && !abort) {
    part
      .part("after")
      .problem("after says from when on a threshold ends the run; this one does not", {
        key: true,
        hint: "add abort: true",
      });
  }
  const threshold = parsed(part.part("expression"), expression, operations);
  if (threshold === undefined || !abort) return threshold;
  return { ...threshold, abort: { afterMs: after ?? 0 } };
}

function parsed(part: Part, text: string, operations: readonly string[]): Threshold | undefined {
  try {
    return parseThreshold(text, operations);
  } catch (error) {
    if (!(error instanceof ThresholdError)) throw error;
    part.problem(error.problem, { offset: error.offset, hint: error.hint });
    return undefined;
  }
}

/** What is neither has been noted with the file's shape. */
function isMapping(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
