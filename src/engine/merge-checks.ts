import type { Part } from "./mergeable.ts";
import type { CheckResult } from "./result.ts";

const mostKeys = 10;

/** Each check once: it holds if it holds in every part that judged it. */
export function mergeChecks(parts: readonly Part[]): readonly CheckResult[] {
  const judged = new Map<string, { readonly part: string; readonly check: CheckResult }[]>();
  for (const { name: part, result } of parts) {
    for (const check of result.checks) {
      const same = judged.get(check.name);
      if (same === undefined) judged.set(check.name, [{ part, check }]);
      else same.push({ part, check });
    }
  }
  return [...judged].flatMap(([name, all]) => {
    const [first] = all;
    if (first === undefined) return [];
    const failed = all.filter(({ check }) => !check.ok);
    const telling = failed.length > 0 ? failed : all;
    return [
      {
        kind: first.check.kind,
        name,
        ok: failed.length === 0,
        detail: joinDetails(telling, all.length),
        keys: [...new Set(telling.flatMap(({ check }) => check.keys))].slice(0, mostKeys),
      },
    ];
  });
}

/** What all say alike is said once; otherwise each with the part that says it. */
function joinDetails(
  telling: readonly { readonly part: string; readonly check: CheckResult }[],
  judgedBy: number,
): string {
  const details = new Set(telling.map(({ check }) => check.detail));
  const [only = ""] = details;
  if (details.size === 1 && telling.length === judgedBy) return only;
  return telling.map(({ part, check }) => `${part}: ${check.detail}`).join("; ");
}
