import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { Printable } from "../../output/document.ts";

/** Where the documents of a command go that gives one for each of its arguments. */
export interface Outlet {
  add(document: Printable): Promise<void>;
  /** To be called in the end, however it ended: what was added is printed by then. */
  end(): Promise<void>;
}

/**
 * Prints documents as they come, for people with a blank line between them, and as jsonl; as JSON and YAML, which are one document,
 * all at the end: the only one by itself, several as a list.
 * @throws DynError "usage" at once for a format that cannot hold them.
 */
export function outlet(session: Session, expected: number): Outlet {
  const format = session.format("document");
  if (format === "csv" || format === "dynamodb-json") {
    throw new DynError("usage", `a result is no list of items, so ${format} cannot hold it`, {
      hint: "use -o json, jsonl or yaml",
    });
  }
  if (format === "table") {
    let left = expected;
    return {
      add: async document => {
        left -= 1;
        await session.print(left > 0 ? followed(document) : document);
      },
      end: async () => {},
    };
  }
  if (format === "jsonl") {
    return { add: document => session.print(document), end: async () => {} };
  }
  const held: Printable[] = [];
  return {
    add: async document => {
      held.push(document);
    },
    end: async () => {
      const [first] = held;
      if (first === undefined) return;
      const data = expected === 1 ? first.data : held.map(document => document.data);
      await session.print({ data, table: first.table });
    },
  };
}

/** For documents that something else prints. */
export const silentOutlet: Outlet = { add: async () => {}, end: async () => {} };

function followed(document: Printable): Printable {
  return { ...document, table: () => `${document.table().trimEnd()}\n\n` };
}
