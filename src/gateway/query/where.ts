import type { Condition } from "../../expressions/ast.ts";
import { ExpressionError } from "../../expressions/error.ts";
import { namesIn } from "../../expressions/names.ts";
import { parseCondition, parseKeyCondition, type SearchKey } from "../../expressions/parse.ts";
import { writtenCondition } from "../../expressions/written.ts";
import type { KeyType } from "../../values/attribute.ts";
import { checkShown, isShown, type Open } from "./exposure.ts";
import { jsonKey } from "./json-key.ts";
import type { KeyScope } from "./key-scope.ts";
import { wordsCondition } from "./key-words.ts";
import { reading, wrong } from "./refusal.ts";
import type { Where } from "./wanted.ts";

/** The condition on the key, whichever form it came in. Throws a Problem. */
export function whereCondition(where: Where, scope: KeyScope, open: Open): Condition {
  switch (where.kind) {
    case "words": {
      const hidden = scope.key.sort.some(({ name }) => !isShown(open.exposed, name));
      // What is hidden is not to be found out by asking for ranges of it.
      if (where.sort !== undefined && hidden) {
        const field = where.sort.kind === "is" ? where.sort.field : "query.skFrom";
        throw wrong(field, "the sort key is not shown here", "ask by pk alone");
      }
      return wordsCondition(where, scope.key);
    }
    case "text": {
      const { text } = where;
      const named = reading("body.where", () =>
        namesIn(parseCondition(text, { words: "members" })),
      );
      const key = shownKey(scope, "body.where");
      checkShown(named, open, "body.where");
      return reading("body.where", () => parseKeyCondition(text, key, { words: "members" }));
    }
    case "json": {
      const condition = jsonKey(where.key, "body.key");
      const key = shownKey(scope, "body.key");
      checkShown(namesIn(condition), open, "body.key");
      return checkedJson(condition, key);
    }
    default:
      return where satisfies never;
  }
}

/** Goes through its text, so that one set of rules is for both forms. */
function checkedJson(condition: Condition, key: SearchKey): Condition {
  try {
    return parseKeyCondition(writtenCondition(condition), key, { words: "members" });
  } catch (error) {
    if (error instanceof ExpressionError) throw wrong("body.key", error.problem, jsonHint(key));
    throw error;
  }
}

const samples: Readonly<Record<KeyType, string>> = { S: '"text"', N: "5", B: '{"$b": "base64"}' };

/** What the expression's own hint says of quotes does not hold for JSON. */
function jsonHint({ partition }: SearchKey): string {
  const members = partition.map(({ name, type }) => `${JSON.stringify(name)}: ${samples[type]}`);
  return `such as {${members.join(", ")}}`;
}

function shownKey({ shown, what }: KeyScope, field: string): SearchKey {
  if (shown !== undefined) return shown;
  const fix = "GET …/items?pk={pk} takes it without its name";
  throw wrong(field, `the partition key of ${what} is not shown here`, fix);
}
