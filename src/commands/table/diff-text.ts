import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { wrapWords } from "../../output/wrap.ts";
import type { Comparison } from "../../schema/plan/compared.ts";
import { planText } from "./plan-text.ts";

/** Two tables by their names, and what the second has otherwise. */
export interface Diff extends Comparison {
  readonly a: string;
  readonly b: string;
}

/** As a plan of what would make `a` what `b` is. */
export function diffText({ a, b, changes, notes }: Diff, paint: Paint, columns: number): string {
  if (changes.length > 0) {
    const plan = { table: `${a} → ${b}`, action: "change", changes, steps: [], notes } as const;
    return planText(plan, paint, columns);
  }
  const said = notes.flatMap(note =>
    wrapWords(escapeControl(note), columns - 6).map(
      (line, at) => (at === 0 ? "    · " : "      ") + line,
    ),
  );
  const head = wrapWords(escapeControl(`= ${a} and ${b} do not differ`), columns);
  return [...head.map(line => paint.dim(line)), ...said].join("\n");
}
