import { mergeResults } from "../../engine/merge.ts";
import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { formatDuration } from "../../output/units.ts";
import type { ResultFile } from "./result-file.ts";

/** Shards that did not begin together by more than this did not put on the load that was asked for. */
const noticeableMs = 2000;

export interface Merged {
  readonly results: readonly Result[];
  /** What a reader of the merge should know, a line each. */
  readonly notices: readonly string[];
}

/**
 * Merges results, those of each scenario and client by themselves, in the order of their files.
 * @throws DynError that says which results do not belong together, or which are missing
 */
export function mergeGroups(files: readonly ResultFile[], partial: boolean): Merged {
  const groups = new Map<string, ResultFile[]>();
  for (const each of files) {
    const key = JSON.stringify([each.result.scenario, each.result.client]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const results: Result[] = [];
  const notices: string[] = [];
  for (const group of groups.values()) {
    const parts = group.map(({ file, result }) => ({ name: file, result }));
    try {
      results.push(mergeResults(parts, { kind: "shards", partial }));
    } catch (error) {
      throw groups.size > 1 ? ofGroup(error, group) : error;
    }
    const apart = apartText(group);
    if (apart !== undefined) notices.push(apart);
  }
  return { results, notices };
}

/** Tells which results stood together, as a user may have taken those of two scenarios for one. */
function ofGroup(error: unknown, group: readonly ResultFile[]): unknown {
  if (!(error instanceof DynError)) return error;
  const [first] = group;
  const { scenario = "", client = "" } = first?.result ?? {};
  const files = group.map(({ file }) => file).join(", ");
  const hint = `results of different scenarios or clients are merged apart: this is ${files}`;
  return new DynError(error.kind, `${scenario} · ${client}: ${error.message}`, {
    hint: error.hint === undefined ? hint : `${error.hint}\n${hint}`,
    cause: error,
  });
}

function apartText(group: readonly ResultFile[]): string | undefined {
  const starts = group.map(({ result }) => Date.parse(result.startedAt));
  const apartMs = Math.max(...starts) - Math.min(...starts);
  if (apartMs <= noticeableMs) return undefined;
  const scenario = group[0]?.result.scenario ?? "";
  return `${scenario}: its shards began ${formatDuration(apartMs)} apart; --start-at makes them begin together`;
}
