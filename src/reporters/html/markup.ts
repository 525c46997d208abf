import { escapeControl } from "../../output/escape.ts";

/** HTML that is safe as it is. Only `html` and `raw` make it. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | number | Markup | readonly Content[];

/** A template whose insertions are escaped: text from data stays text, whatever it holds. */
export function html(parts: TemplateStringsArray, ...insertions: readonly Content[]): Markup {
  const text = parts.map((part, at) => {
    const inserted = insertions[at];
    return inserted === undefined ? part : part + rendered(inserted);
  });
  return { markup: text.join("") };
}

/** Text that is HTML already. */
export function raw(markup: string): Markup {
  return { markup };
}

export const nothing: Markup = raw("");

function rendered(content: Content): string {
  if (typeof content === "string") return escapeHtml(escapeControl(content));
  if (typeof content === "number") return String(content);
  if ("markup" in content) return content.markup;
  return content.map(rendered).join("");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** JSON that can stand in a `<script>`: nothing in it ends the element or opens a comment. */
export function scriptJson(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
