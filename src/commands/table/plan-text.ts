import { escapeControl } from "../../output/escape.ts";
import { widthOf } from "../../output/items/cell.ts";
import type { Paint } from "../../output/paint.ts";
import { counted } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";
import type { Change, TablePlan } from "../../schema/plan/plan.ts";

const marks = { create: "+", change: "~", replace: "±", none: "=", add: "+", remove: "-" } as const;
const colors = {
  create: "green",
  add: "green",
  change: "yellow",
  remove: "red",
  replace: "red",
  none: "dim",
} as const;

/** A setting with a longer name has what is said of it below. */
const widestSetting = 30;
/** Below this, lines are broken no further. */
const narrowest = 20;

/** What it takes to make one table what its file wants, for people: a line or more for each change. */
export function planText(plan: TablePlan, paint: Paint, columns: number): string {
  const { action, changes, notes } = plan;
  const header = `${marks[action]} ${plan.table}: ${actionText(plan)}`;
  const widths = changes.map(({ setting }) => widthOf(escapeControl(setting)));
  const margin = Math.max(0, ...widths.filter(width => width <= widestSetting)) + 8;
  return [
    ...lines(header, 0, columns).map(line => paint[colors[action]](line)),
    ...changes.flatMap(change => changeLines(change, margin, paint, columns)),
    ...notes.flatMap(note => lines(note, 4, columns, "· ")),
    ...callLines(plan, columns).map(line => paint.dim(line)),
  ].join("\n");
}

/** The plans of several tables, then how many there are of each kind; those that need nothing are only counted, unless verbose. */
export function plansText(
  plans: readonly TablePlan[],
  { paint, columns, verbose }: { paint: Paint; columns: number; verbose: boolean },
): string {
  const isShown = ({ action }: TablePlan) => verbose || action !== "none";
  const notes = plans.filter(plan => !isShown(plan)).flatMap(plan => plan.notes).length;
  const hidden = `${counted(notes, "note")} on unchanged tables; --verbose shows ${notes === 1 ? "it" : "them"}`;
  return [
    ...plans.filter(isShown).map(plan => `${planText(plan, paint, columns)}\n`),
    ...(notes === 0 ? [] : lines(hidden, 0, columns).map(line => paint.dim(line))),
    ...lines(summaryText(plans), 0, columns),
  ].join("\n");
}

/** `1 to create, 2 to change, 12 unchanged`. */
function summaryText(plans: readonly TablePlan[]): string {
  const kinds = [
    ["create", "to create"],
    ["change", "to change"],
    ["replace", "to replace"],
    ["none", "unchanged"],
  ] as const;
  return kinds
    .map(([kind, words]) => [plans.filter(({ action }) => action === kind).length, words] as const)
    .flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]))
    .join(", ");
}

function actionText({ action, changes }: TablePlan): string {
  if (action === "none") return "unchanged";
  return action === "change" ? counted(changes.length, "change") : action;
}

/** A setting and, from `margin` on, what it is and becomes, what that takes, and what holds it up. */
function changeLines(
  { kind, setting, from, to, replaces, hold }: Change,
  margin: number,
  paint: Paint,
  columns: number,
): string[] {
  const name = escapeControl(setting);
  const mark = replaces === undefined ? kind : "replace";
  const color = paint[colors[mark]];
  const values = [from, to].filter(value => value !== undefined).join(" → ");
  const isWide = widthOf(name) > widestSetting;
  const at = isWide ? 8 : margin;
  const said = [
    ...lines(values, at, columns),
    ...(replaces === undefined ? [] : lines(replaces, at, columns).map(line => paint.red(line))),
    ...(hold === undefined ? [] : lines(hold, at, columns).map(line => paint.yellow(line))),
  ];
  if (isWide)
    return [...lines(name, 4, columns, `${marks[mark]} `).map(line => color(line)), ...said];
  const [first = "", ...more] = said;
  const label = `    ${color(`${marks[mark]} ${name}`)}`;
  return [`${label}${first.slice(6 + widthOf(name))}`, ...more];
}

/** Several calls in the order in which they are made. */
function callLines({ action, table, steps }: TablePlan, columns: number): string[] {
  const first = action === "replace" ? [`delete table ${table}`] : [];
  const calls = [...first, ...steps.map(({ what }) => what)];
  if (calls.length < 2) return [];
  return lines(`${counted(calls.length, "call")}, in this order: ${calls.join(", ")}`, 4, columns);
}

/** Text that may hold anything, in lines that begin at `margin`, the first of them with a mark. */
function lines(text: string, margin: number, columns: number, mark = ""): string[] {
  const room = Math.max(narrowest, columns - margin - mark.length);
  return wrapWords(escapeControl(text), room).map(
    (line, at) => " ".repeat(margin) + (at === 0 ? mark : " ".repeat(mark.length)) + line,
  );
}
