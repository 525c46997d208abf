import type { Part } from "../part.ts";
import type { Route } from "../scenario.ts";

/** Where a read goes, if its file says so; a consistent one cannot go to a replica. */
export function routeOf(
  part: Part,
  {
    route,
    consistent = false,
  }: { readonly route?: Route | undefined; readonly consistent?: boolean },
): { readonly route?: Route } {
  if (route === "read" && consistent) {
    part.part("route").problem("a replica gives no consistent reads", {
      key: true,
      hint: "leave out route: read, or consistent: true",
    });
  }
  return route === undefined ? {} : { route };
}
