import type { WireInput } from "../../dynamodb/request.ts";
import { Aliases } from "../../expressions/aliases.ts";
import type { Projection } from "../../expressions/ast.ts";
import { parseProjection } from "../../expressions/parse.ts";
import { renderProjection } from "../../expressions/render.ts";

export interface SelectOptions {
  readonly select?: string;
  readonly consistent?: true;
}

/** What to read of items. */
export interface Selection {
  /** Members of the request. */
  readonly members: WireInput;
  /** The attributes that were selected; undefined for all. */
  readonly columns: readonly string[] | undefined;
}

/** @param besides attributes to read whether they were selected or not */
export function selectionOf(
  { select, consistent }: SelectOptions,
  besides: readonly string[] = [],
): Selection {
  const selected = select === undefined ? undefined : parseProjection(select);
  const columns = selected && [...new Set(selected.map(([name]) => name))];
  const added = besides.filter(name => columns?.includes(name) === false);
  const whole: Projection | undefined = selected && [
    ...selected,
    ...added.map(name => [name] as const),
  ];
  const aliases = new Aliases();
  const members = {
    ...(whole && { ProjectionExpression: renderProjection(whole, aliases) }),
    ...aliases.members(),
    ...(consistent && { ConsistentRead: true }),
  };
  return { members, columns };
}
