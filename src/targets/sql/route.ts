import type { Route } from "../../scenario/scenario.ts";
import type { RunOptions } from "../../sql/database.ts";

/** Which instance a read is sent to: what has to be up to date is known to the writer alone. */
export function routeOf(read: {
  readonly route?: Route;
  readonly consistent?: boolean;
}): Pick<RunOptions, "route"> {
  const route = read.route ?? (read.consistent === true ? "write" : undefined);
  return route === undefined ? {} : { route };
}
