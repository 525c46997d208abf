import type { ExposedTable, GatewaySettings } from "../../config/gateway-settings.ts";
import { wrong } from "./refusal.ts";

/** The most items of a page, of any table. */
export function mostItemsOf({ pageSize, tables }: GatewaySettings): number {
  const own = [...(tables?.values() ?? [])].map(({ mostItems }) => mostItems ?? 0);
  return Math.max(pageSize.most, ...own);
}

export function pageSizesOf(exposed: ExposedTable, { pageSize }: GatewaySettings) {
  const max = exposed.mostItems ?? pageSize.most;
  return { default: Math.min(pageSize.usual, max), max };
}

/** Throws a Problem unless the size is from 1 to the table's most. */
export function pageSizeOf(
  asked: number | undefined,
  field: string,
  sizes: ReturnType<typeof pageSizesOf>,
): number {
  if (asked === undefined) return sizes.default;
  if (Number.isInteger(asked) && asked >= 1 && asked <= sizes.max) return asked;
  throw wrong(field, `must be a whole number from 1 to ${sizes.max}`);
}
