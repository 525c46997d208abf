import { keyOf } from "../../data/table-keys.ts";
import type { SearchKey } from "../../expressions/parse.ts";
import type { KeySchema } from "../../schema/schema.ts";
import { indexesOf, isShown, type Open } from "./exposure.ts";

/** The key that is read by, as far as a caller may name its attributes, with the table's other keys. */
export interface KeyScope {
  /** All of it. */
  readonly key: KeySchema;
  /** What is shown of it; undefined where its partition key is hidden. */
  readonly shown: SearchKey | undefined;
  /** What it is of, for messages. */
  readonly what: string;
}

export function keyScope(open: Open, index: string | undefined): KeyScope {
  const key = keyOf(open.schema, index);
  const own = shownOf(open, key);
  const all = [
    { index: undefined, key: open.schema.key },
    ...indexesOf(open).map(each => ({ index: each.name, key: each.key })),
  ];
  const others = all
    .filter(other => other.key !== key)
    .flatMap(other => {
      const shown = shownOf(open, other.key);
      return shown ? [{ index: other.index, key: shown }] : [];
    });
  const what = index === undefined ? open.schema.table : `index ${index}`;
  return { key, shown: own && { ...own, others }, what };
}

/** Sort key attributes up to the first that is hidden. */
function shownOf({ exposed }: Open, { partition, sort }: KeySchema): KeySchema | undefined {
  if (!partition.every(({ name }) => isShown(exposed, name))) return undefined;
  const hidden = sort.findIndex(({ name }) => !isShown(exposed, name));
  return { partition, sort: hidden < 0 ? sort : sort.slice(0, hidden) };
}
