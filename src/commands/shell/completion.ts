import { Argument, type Option } from "commander";
import type { Context } from "../../cli/context.ts";
import { targetNames } from "../../config/resolve.ts";
import { parseStatements } from "../../data/statement.ts";
import { listTables } from "../../schema/list.ts";
import { type Position, positionOf } from "../completion/position.ts";
import { valueKindOf } from "../completion/value-kind.ts";
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
  readonly #context: Context;

  constructor(shell: Shell, context: Context) {
    this.#shell = shell;
    this.#context = context;
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
    return command === "t" ? offer(await targetNames(this.#context), typed) : [[], text];
  }

  async #words(text: string): Promise<Completed> {
    const { words, open, lastStart } = splitWords(text);
    const raw = text.slice(lastStart);
    const program = await this.#shell.interpreter.program(words);
    const position = positionOf(program, raw === "" ? [...words, ""] : words);
    const { command, wanted, typed } = position;
    // Within an expression, its last name counts.
    const name = /[\p{L}\p{N}_]*$/u.exec(raw)?.[0] ?? "";
    const attributes = async () =>
      offer([...(await this.#known(tableOf(position))).attributes], name);
    if (open) return attributes();
    switch (wanted.kind) {
      case "command":
        return offer(
          command.commands.map(each => each.name()),
          typed,
        );
      case "option":
        return offer([...command.options.flatMap(({ long }) => long ?? []), "--help"], typed);
      case "value":
        if (isExpression(wanted.of)) return attributes();
        return offer(await this.#values(wanted.of, position), typed);
      case "nothing":
        return [[], raw];
      default:
        return wanted satisfies never;
    }
  }

  async #values(of: Option | Argument, position: Position): Promise<readonly string[]> {
    const value = valueKindOf(of, position.command);
    switch (value?.kind) {
      case "choices":
        return value.choices;
      case "target":
        return targetNames(this.#context);
      case "table":
      case "place":
        return this.#tables();
      case "index":
        return [...(await this.#known(tableOf(position))).indexes];
      default:
        return [];
    }
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

/** The table that stands before the cursor. */
function tableOf({ command, given }: Position): string | undefined {
  const at = command.registeredArguments.findIndex(
    argument => valueKindOf(argument, command)?.kind === "table",
  );
  return at < 0 ? undefined : given[at];
}

/** Whether a value is made of attributes: a condition, or a list of what to show. */
function isExpression(of: Option | Argument): boolean {
  const name = of instanceof Argument ? of.name() : of.attributeName();
  return ["expression", "select", "filter", "if"].includes(name);
}
