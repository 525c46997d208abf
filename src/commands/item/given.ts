import { keyFromWords } from "../../data/key-arguments.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { parsePlainItem } from "../../values/plain.ts";
import type { KeyOptions } from "./key.ts";

/** What a verb works on: JSON text, `-` for lines of it on stdin, or a key in bare values. */
export interface Given {
  readonly argument: string | Item;
  readonly noun: "key" | "item";
}

/** The key or keys that were given, bare values typed by the table. */
export function givenKeys(options: KeyOptions, key: string | undefined, table: TableSchema): Given {
  const { pk = [], sk } = options;
  return { argument: key ?? keyFromWords({ pk, sk }, table.key), noun: "key" };
}

/** The one item of an argument. */
export function parseGiven({ argument, noun }: Given): Item {
  if (typeof argument !== "string") return argument;
  if (argument.trimStart().startsWith("{")) return parsePlainItem(argument, `the ${noun}`);
  const bare = noun === "key" ? "; --pk and --sk take bare values" : "";
  throw new DynError("usage", `the ${noun} must be a JSON object`, {
    hint: `such as '{"UserId": "user-7"}', or - for stdin${bare}`,
  });
}
