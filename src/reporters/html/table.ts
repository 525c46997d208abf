import { type Content, html, type Markup, nothing, raw } from "./markup.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align: "text" | "number";
}

export interface Row {
  /** The first is the row's header. */
  readonly cells: readonly Content[];
  readonly className?: "total" | "bad";
}

/** A table that scrolls by itself where it is too wide, also from the keyboard; nothing without rows. */
export function table(
  name: string,
  columns: readonly Column[],
  rows: readonly Row[],
  width: "full" | "narrow" = "full",
): Markup {
  if (rows.length === 0) return nothing;
  const align = (at: number) => raw(columns[at]?.align === "number" ? ' class="number"' : "");
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table class="${width}">
<thead><tr>${columns.map(({ title }, at) => html`<th scope="col"${align(at)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ cells, className }) =>
      html`
<tr${raw(className ? ` class="${className}"` : "")}>${cells.map((cell, at) =>
        at === 0
          ? html`<th scope="row"${align(at)}>${cell}</th>`
          : html`<td${align(at)}>${cell}</td>`,
      )}</tr>`,
  )}
</tbody></table></div>`;
}

/** One that is no wider than it must be. */
export function narrowTable(
  name: string,
  columns: readonly Column[],
  rows: readonly Row[],
): Markup {
  return table(name, columns, rows, "narrow");
}

export const text = (title: string): Column => ({ title, align: "text" });
export const number = (title: string): Column => ({ title, align: "number" });

/** Names and what they are; left out where that is undefined. */
export function facts(
  className: "about" | "facts" | "figures",
  pairs: readonly (readonly [name: string, value: Content | undefined])[],
): Markup {
  const there = pairs.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return html`<dl class="${className}">${there.map(
    ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
