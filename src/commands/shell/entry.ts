import { parseStatements } from "../../data/statement.ts";
import { DynError } from "../../errors.ts";
import { splitWords } from "./words.ts";

/** What somebody entered, on one line or several. */
export type Entry =
  | { readonly kind: "nothing" }
  /** A statement or a quote is not at its end: the next line belongs to it. */
  | { readonly kind: "open" }
  | { readonly kind: "quit" }
  | { readonly kind: "help" }
  /** Shows the target, or changes it. */
  | { readonly kind: "target"; readonly name: string | undefined }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** Reads what has been entered so far. Throws a "usage" error for what nothing can be made of. */
export function readEntry(text: string): Entry {
  const trimmed = text.trim();
  if (trimmed === "" || /^(?:#|--)[^\n]*$/.test(trimmed)) return { kind: "nothing" };
  if (beginsStatement(text)) {
    const { open } = parseStatements(text);
    return open ? { kind: "open" } : { kind: "words", words: ["partiql", trimmed] };
  }
  if (trimmed.startsWith("\\")) return backslash(trimmed);
  const { words, open } = splitWords(text);
  if (open) return { kind: "open" };
  if (words.length === 1 && /^(?:exit|quit)$/.test(words[0] ?? "")) return { kind: "quit" };
  if (words.length === 1 && words[0] === "help") return { kind: "help" };
  const own = words[0] === "dyn" ? words.slice(1) : words;
  if (own[0] === "shell" && own.length === 1) {
    throw new DynError("usage", "this is a shell already", { hint: "\\q ends it" });
  }
  return { kind: "words", words: own };
}

/**
 * Whether a line may end an entry of several that is open: what surely cannot need not be read
 * again with all that stands before it.
 */
export function mayEnd(firstLine: string, line: string): boolean {
  return (beginsStatement(firstLine) ? /;/ : /['"]/).test(line);
}

/** Whether a text begins as a statement does. */
export function beginsStatement(text: string): boolean {
  return /^\s*(?:select|insert|update|delete)\b|^\s*exists\s*\(/i.test(text);
}

function backslash(text: string): Entry {
  const [command = "", argument, ...more] = splitWords(text.slice(1)).words;
  if (more.length > 0) {
    throw new DynError("usage", `\\${command} takes one word at most`, { hint: "\\? helps" });
  }
  switch (command) {
    case "q":
      return { kind: "quit" };
    case "?":
      return { kind: "help" };
    case "t":
      return { kind: "target", name: argument };
    case "d":
      return {
        kind: "words",
        words: argument === undefined ? ["table", "list"] : ["table", "describe", argument],
      };
    default:
      throw new DynError("usage", `there is no \\${command}`, {
        hint: "there are \\d, \\d TABLE, \\t TARGET, \\? and \\q",
      });
  }
}

export const helpText = `query, scan, item, table, …      the commands of dyn, without the word; --help tells more
SELECT, INSERT, UPDATE, DELETE   PartiQL, over several lines, up to a semicolon
\\d                               the tables
\\d TABLE                         a table's keys, indexes and settings
\\t                               the target; \\t TARGET changes it
\\?                               this
\\q                               ends the shell, as Ctrl-D does
Tab completes, Enter shows the next page and q ends it, Ctrl-C stops what runs.
A line that begins with a space is not kept in the history.
`;
