import type { Surroundings } from "../actions/context.ts";
import { readKind } from "../kind.ts";
import type { Part } from "../part.ts";
import type { Check, Operation } from "../scenario.ts";
import { checkShapes } from "../shape.ts";
import { readAcknowledged } from "./acknowledged.ts";
import { readCount } from "./count.ts";
import { readSum } from "./sum.ts";
import { readEvery, readIndexMatches } from "./table.ts";

/** What the checks of a scenario may refer to. */
export interface CheckContext extends Surroundings {
  readonly operations: readonly Operation[];
  /** Whether these are all: those with mistakes are left out. */
  readonly complete: boolean;
}

type CheckKind = Check["kind"];
type Reader = (part: Part, context: CheckContext) => Check | undefined;

const readers = {
  acknowledged: readAcknowledged,
  sum: readSum,
  every: readEvery,
  count: readCount,
  indexMatches: readIndexMatches,
} satisfies Record<CheckKind, Reader>;

const kinds = Object.keys(checkShapes) as readonly CheckKind[];

/** Reads `checks:`; what is no list has been noted with the file's shape. */
export function readChecks(part: Part, context: CheckContext): readonly Check[] {
  const { data } = part;
  if (!Array.isArray(data)) return [];
  return data.flatMap((each, position) => {
    if (each === null || typeof each !== "object" || Array.isArray(each)) return [];
    const here = part.part(position);
    const kind = readKind(here, { title: `check ${position + 1}`, kinds, noun: "check" });
    return kind === undefined ? [] : (readers[kind](here.part(kind), context) ?? []);
  });
}
