import type { Command, Option } from "commander";
import { builtInTargets } from "../../config/target-name.ts";
import { parseStatements } from "../../data/statement.ts";
import { listTables } from "../../schema/list.ts";
import type { KnownTable } from "./catalog.ts";
import { beginsStatement } from "./entry.ts";
import type { Shell } from "./shell.ts";
import { splitWords } from "./words.ts";

/** What may follow, and the end of the line that it replaces. */
export type Completed = [candidates: string[], replaced: string];

/** A table whose names are asked for is asked for no longer than this. */
const patienceMs = 2_000;
const mostTables = 1_000;

/** What Tab offers in a shell: commands, options, and the names of its target. */
export class Completion {
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** @param before lines of the same entry that were entered already */
  async complete(before: string, text: string): Promise<Completed> {
    const whole = before === "" ? text : `${before}\n${text}`;
    if (beginsStatement(whole)) return this.#statement(whole, text);
    if (/^\s*\\/.test(text)) return this.#backslash(text);
    return this.#words(text);
  }

  async #backslash(text: string): Promise<Completed> {
    const [, command = "", typed] = /^\s*\\(\S*)(?:\s+(\S*))?$/.exec(text) ?? [];
    if (typed === undefined) return offer(["\\d", "\\t", "\\q", "\\?"], `\\${command}`);
    if (command === "d") return offer(await this.#tables(), typed);
    return command === "t" ? offer(builtInTargets, typed) : [[], text];
  }

  async #words(text: string): Promise<Completed> {
    const { words, open, lastStart } = splitWords(text);
    const raw = text.slice(lastStart);
    const done = raw === "" ? words : words.slice(0, -1);
    const program = await this.#shell.interpreter.program(done);
    const { command, rest } = descend(program, done);
    const known = () => this.#known(tableAmong(command, rest));
    // Within an expression, its last name counts.
    const name = /[\p{L}\p{N}_]*$/u.exec(raw)?.[0] ?? "";
    if (open) return offer([...(await known()).attributes], name);
    const option = optionBefore(command, rest);
    if (option !== undefined) {
      if (option.argChoices) return offer(option.argChoices, raw);
      if (option.long === "--target") return offer(builtInTargets, raw);
      if (option.long === "--index") return offer([...(await known()).indexes], raw);
      if (/^--(?:select|filter|if)$/.test(option.long ?? "")) {
        return offer([...(await known()).attributes], name);
      }
      return [[], raw];
    }
    if (raw.startsWith("-")) return offer(longOptions(command), raw);
    if (command.commands.length > 0) {
      return offer(
        command.commands.map(each => each.name()),
        raw,
      );
    }
    const argument = command.registeredArguments[positional(command, rest).length];
    if (isTable(command, argument?.name())) return offer(await this.#tables(), raw);
    if (argument?.name() === "expression") return offer([...(await known()).attributes], name);
    return [[], raw];
  }

  async #statement(whole: string, text: string): Promise<Completed> {
    const [typed = ""] = /[\p{L}\p{N}_.-]*$/u.exec(text) ?? [];
    const behind = whole.slice(0, whole.length - typed.length);
    const quoted = behind.endsWith('"');
    const [, keyword = ""] = /(\w+)\s+"?$/.exec(behind) ?? [];
    if (/^(?:from|into|update)$/i.test(keyword)) {
      const names = await this.#tables();
      return offer(quoted ? names.map(name => `${name}"`) : names.map(quotedName), typed);
    }
    const table = parseStatements(`${whole} `).statements.at(-1)?.table ?? tableIn(whole);
    const known = await this.#known(table);
    if (/"\."?$/.test(behind)) {
      const indexes = [...known.indexes];
      return offer(quoted ? indexes.map(name => `${name}"`) : indexes.map(quotedName), typed);
    }
    const attributes = [...known.attributes];
    if (quoted)
      return offer(
        attributes.map(name => `${name}"`),
        typed,
      );
    const lower = typed !== "" && typed === typed.toLowerCase();
    const words = keywords.map(word => (lower ? word.toLowerCase() : word));
    return offer([...attributes.map(quotedName), ...words], typed);
  }

  async #tables(): Promise<readonly string[]> {
    const { catalog } = this.#shell;
    const known = catalog.names();
    if (known !== undefined) return known;
    const signal = AbortSignal.timeout(patienceMs);
    const names = await this.#shell.ask(({ client }) =>
      listTables(client, { most: mostTables, signal }),
    );
    catalog.keepNames(names);
    return names;
  }

  /** A table that nothing has described yet is described now. */
  async #known(table: string | undefined): Promise<Pick<KnownTable, "attributes" | "indexes">> {
    if (table === undefined) return { attributes: new Set(), indexes: new Set() };
    const known = this.#shell.catalog.table(table);
    if (!known.described) {
      const signal = AbortSignal.timeout(patienceMs);
      const input = { TableName: table };
      await this.#shell.ask(({ client }) => client.send("DescribeTable", input, { signal }));
      // Also when there is no such table: asking again would tell no more.
      known.described = true;
    }
    return known;
  }
}

const keywords = [
  ["SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "MISSING", "ORDER", "BY"],
  ["ASC", "DESC", "INSERT", "INTO", "VALUE", "UPDATE", "SET", "REMOVE", "DELETE", "RETURNING"],
  ["ALL", "MODIFIED", "OLD", "NEW", "EXISTS", "begins_with", "contains", "attribute_type", "size"],
].flat();

function offer(names: readonly string[], typed: string): Completed {
  return [names.filter(name => name.startsWith(typed)).sort(), typed];
}

/** A name that PartiQL takes only in double quotes. */
function quotedName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The table of a statement whose quotes or brackets are open yet. */
function tableIn(text: string): string | undefined {
  const [, quoted, bare] = /\b(?:from|into|update)\s+(?:"([^"]+)"|([\w.-]+))/i.exec(text) ?? [];
  return quoted ?? bare;
}

/** The command that the words lead to, and what follows its name. */
function descend(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } {
  let command = program;
  let rest = words;
  for (;;) {
    const at = rest.findIndex(word => !word.startsWith("-"));
    const below = command.commands.find(each => each.name() === rest[at]);
    if (below === undefined) return { command, rest };
    command = below as Command;
    rest = rest.slice(at + 1);
  }
}

function optionOf(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function takesValue(option: Option | undefined): option is Option {
  return option !== undefined && (option.required || option.optional);
}

/** The option whose value comes next. */
function optionBefore(command: Command, words: readonly string[]): Option | undefined {
  const option = optionOf(command, words.at(-1) ?? "");
  return takesValue(option) ? option : undefined;
}

function positional(command: Command, words: readonly string[]): readonly string[] {
  return words.filter(
    (word, at) => !word.startsWith("-") && !takesValue(optionOf(command, words[at - 1] ?? "")),
  );
}

function longOptions(command: Command): readonly string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
}

function isTable(command: Command, argument: string | undefined): boolean {
  if (argument === undefined) return false;
  return /^tables?$/.test(argument) || (argument === "name" && command.parent?.name() === "table");
}

function tableAmong(command: Command, words: readonly string[]): string | undefined {
  const at = command.registeredArguments.findIndex(each => isTable(command, each.name()));
  return at < 0 ? undefined : positional(command, words)[at];
}
