import { randomUUID } from "node:crypto";
import { appendFile, chmod, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { statementTokens } from "../../data/statement-tokens.ts";
import { dataDirectory, makeDirectory } from "../../local/home.ts";
import type { Host } from "../../local/host.ts";
import { escapeControl } from "../../output/escape.ts";
import { beginsStatement } from "./entry.ts";

/** Entries that are kept, and characters of one. */
const mostEntries = 1_000;
const longestEntry = 10_000;

const forMeAlone = { mode: 0o600 };

/**
 * What was entered, in dyn's own directory, for this user alone. A line that begins with a space
 * leaves no trace. A file that cannot be read or written costs nothing but the history.
 */
export class History {
  /** The newest first, as the line editor wants it, which looks into this very list. */
  readonly entries: string[];
  readonly #file: string;

  static async open(host: Host): Promise<History> {
    const directory = dataDirectory(host);
    const file = join(directory, "shell-history");
    const text = await readFile(file, "utf8").catch(() => "");
    // Nothing but what a line editor may show again.
    const lines = text.split("\n").filter(line => line !== "" && escapeControl(line) === line);
    const history = new History(file, lines.slice(-mostEntries).reverse());
    await makeDirectory(directory).catch(() => {});
    await chmod(file, 0o600).catch(() => {});
    if (lines.length > mostEntries) await history.#rewrite();
    return history;
  }

  private constructor(file: string, entries: string[]) {
    this.#file = file;
    this.entries = entries;
  }

  /** Keeps an entry of one line or several, as one line. */
  async add(text: string): Promise<void> {
    const line = oneLine(text);
    if (/^\s/.test(text) || line === "" || line.length > longestEntry) return;
    if (escapeControl(line) !== line || this.entries[0] === line) return;
    const before = this.entries.indexOf(line);
    if (before >= 0) this.entries.splice(before, 1);
    this.entries.unshift(line);
    this.entries.length = Math.min(this.entries.length, mostEntries);
    await appendFile(this.#file, `${line}\n`, forMeAlone).catch(() => {});
  }

  /** The newest entries alone, beside the file and then in its place. */
  async #rewrite(): Promise<void> {
    const beside = `${this.#file}.${randomUUID()}`;
    const text = [...this.entries]
      .reverse()
      .map(line => `${line}\n`)
      .join("");
    await writeFile(beside, text, forMeAlone)
      .then(() => rename(beside, this.#file))
      .catch(() => {});
  }
}

/** A statement's comments would swallow what follows them on one line. */
function oneLine(text: string): string {
  if (!beginsStatement(text)) return text.replace(/\s*\n\s*/g, " ").trim();
  return statementTokens(text)
    .tokens.map(({ kind, start, end }) => (kind === "space" ? " " : text.slice(start, end)))
    .join("")
    .replace(/ {2,}/g, " ")
    .trim();
}
