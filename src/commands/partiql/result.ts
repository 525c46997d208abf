import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Statement } from "../../data/statement.ts";
import { positionNames } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import { type ItemsOptions, type ItemWriter, itemWriter, writeItem } from "../../output/items.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { openTable } from "../read/open-table.ts";
import type { Bound } from "./given.ts";
import { isWrite } from "./request.ts";

/** What several statements print, one after the other. */
export class Result {
  readonly #session: Session;
  /** Whether there is but one statement, whose result may go on. */
  readonly isOnly: boolean;
  #printed = 0;

  /** Throws a "usage" error for a format that holds one result only. */
  constructor(session: Session, statements: readonly Bound[]) {
    this.#session = session;
    this.isOnly = statements.length === 1;
    const giving = statements.filter(each => !isWrite(each) || returns(each.statement));
    if (giving.length > 1 && session.format("items") === "csv") {
      throw new DynError("usage", `csv is for one result; these statements have ${giving.length}`, {
        hint: "use -o jsonl, or run them one at a time",
      });
    }
  }

  /** A writer for the items of one statement. */
  async writer(options: Omit<ItemsOptions, "now" | "paint">): Promise<ItemWriter> {
    const { context, paint } = this.#session;
    await this.#begin();
    return itemWriter(this.#session.format("items"), context.stdout, {
      ...options,
      now: context.now(),
      paint,
    });
  }

  /** What a write returns, by itself. */
  async item(item: Item): Promise<void> {
    const { context, paint } = this.#session;
    await this.#begin();
    const options = { keys: [], now: context.now(), paint };
    await writeItem(item, this.#session.format("items"), context.stdout, options);
  }

  async #begin(): Promise<void> {
    this.#printed += 1;
    if (this.#printed === 1) return;
    const format = this.#session.format("items");
    if (format === "yaml") await this.#session.context.stdout.write("---\n");
    if (format === "table") await this.#session.context.stdout.write("\n");
  }
}

function returns({ tokens }: Statement): boolean {
  return tokens.some(({ kind, text }) => kind === "word" && text.toLowerCase() === "returning");
}

/** The table as the service describes it; undefined where that is not allowed. */
export async function tableOf(
  session: Session,
  dynamo: Dynamo,
  name: string,
): Promise<TableSchema | undefined> {
  try {
    const ttl = session.format("items") === "table";
    return await openTable(session, dynamo, name, { ttl });
  } catch (error) {
    if (error instanceof DynError && error.kind === "denied") return undefined;
    throw error;
  }
}

/** How the items of a statement are laid out: keys first, or the names that it selects. */
export function layoutOf(
  table: TableSchema | undefined,
  { index, tokens }: Statement,
): Pick<ItemsOptions, "keys" | "columns" | "ttl"> {
  return {
    keys: table === undefined ? [] : positionNames(table, index),
    columns: selected(tokens),
    ttl: table?.ttl || undefined,
  };
}

/** The attributes between SELECT and FROM, if they are names alone. */
function selected(tokens: Statement["tokens"]): readonly string[] | undefined {
  const from = tokens.findIndex(
    ({ kind, text }) => kind === "word" && text.toLowerCase() === "from",
  );
  const list = tokens.slice(1, from);
  const isList = list.every(({ kind, text }, at) =>
    at % 2 === 0 ? kind === "word" || kind === "name" : text === ",",
  );
  if (!isList || list.length % 2 === 0) return undefined;
  return [...new Set(list.filter((_, at) => at % 2 === 0).map(({ text }) => text))];
}
