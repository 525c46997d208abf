import { parseStatements } from "../../data/statement.ts";
import { aroundSend } from "../../dynamodb/around-send.ts";
import type { Client, Reply } from "../../dynamodb/client.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { escapeControl } from "../../output/escape.ts";

/** What is known of a table, for completion. */
export interface KnownTable {
  readonly attributes: Set<string>;
  readonly indexes: Set<string>;
  /** Whether the service has described it. */
  described: boolean;
}

/** Replies of a table that are looked through for names, and the names that are kept. */
const mostReplies = 50;
const mostItems = 100;
const mostAttributes = 1_000;

/** What a shell has seen of its tables: their keys and indexes, and the attributes of what was read. */
export class Catalog {
  readonly #tables = new Map<string, KnownTable & { replies: number }>();
  #names: readonly string[] | undefined;

  /** Forgets everything, as when the target changes. */
  clear(): void {
    this.#tables.clear();
    this.#names = undefined;
  }

  /** The names of the tables, once `keepNames` was told; undefined when they may have changed. */
  names(): readonly string[] | undefined {
    return this.#names;
  }

  keepNames(names: readonly string[]): void {
    this.#names = names;
  }

  table(name: string): KnownTable {
    return this.#entry(name);
  }

  /** A client that is looked on: what it reads is noted. */
  watched(client: Client): Client {
    return aroundSend(client, async (send, operation, input) => {
      const reply = await send();
      this.#note(operation, input, reply);
      return reply;
    });
  }

  #note(operation: string, input: WireInput, reply: Reply): void {
    if (reply.outcome !== "ok") return;
    if (/^(?:Create|Delete|Restore|Import)Table/.test(operation)) this.#names = undefined;
    const name = operation === "ExecuteStatement" ? tableIn(input.Statement) : input.TableName;
    if (typeof name !== "string") return;
    if (operation === "DescribeTable") this.#describe(name, reply.body.member("Table"));
    else if (/^(?:Query|Scan|ExecuteStatement)$/.test(operation)) {
      const entry = this.#entry(name);
      entry.replies += 1;
      if (entry.replies <= mostReplies) this.#attributes(name, reply.body.member("Items"));
    } else if (operation === "GetItem") this.#attributes(name, [reply.body.member("Item")]);
  }

  #describe(name: string, description: unknown): void {
    const entry = this.#entry(name);
    const { AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = {
      ...(description as Description | undefined),
    };
    entry.described = true;
    entry.indexes.clear();
    for (const { AttributeName } of AttributeDefinitions ?? [])
      add(entry.attributes, AttributeName);
    for (const { IndexName } of [
      ...(GlobalSecondaryIndexes ?? []),
      ...(LocalSecondaryIndexes ?? []),
    ]) {
      add(entry.indexes, IndexName);
    }
  }

  #attributes(name: string, items: unknown): void {
    if (!Array.isArray(items)) return;
    const { attributes } = this.#entry(name);
    for (const item of items.slice(0, mostItems)) {
      if (attributes.size >= mostAttributes) return;
      for (const attribute of Object.keys(item ?? {})) add(attributes, attribute);
    }
  }

  #entry(name: string) {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const attributes = new Set<string>();
    const entry = { attributes, indexes: new Set<string>(), described: false, replies: 0 };
    this.#tables.set(name, entry);
    return entry;
  }
}

interface Description {
  readonly AttributeDefinitions?: readonly { readonly AttributeName: string }[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
  readonly LocalSecondaryIndexes?: readonly { readonly IndexName: string }[];
}

/** A name that could steer the terminal is not offered there. */
function add(names: Set<string>, name: string): void {
  if (escapeControl(name) === name) names.add(name);
}

function tableIn(statement: unknown): string | undefined {
  return typeof statement === "string"
    ? parseStatements(statement).statements[0]?.table
    : undefined;
}
