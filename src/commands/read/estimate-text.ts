import type { Prices } from "../../config/prices.ts";
import type { Estimate } from "../../data/estimate.ts";
import { dollarsText } from "../../output/dollars.ts";
import { counted, formatBytes, formatDuration } from "../../output/units.ts";
import { unitsText } from "./footer.ts";

/** `about 610 read units`, `at most 610 read units, about $0.08 at …`: what a reading takes. */
export function estimateText(estimate: Estimate, prices: Prices | undefined): string {
  const { units, isMost, items, sizeBytes, cost, provisioned } = estimate;
  if (units === undefined) return `unknown: the target tells no size${countText(items)}`;
  const size = `${formatBytes(sizeBytes)}, ${counted(items, "item")}, as counted up to six hours ago`;
  const price = cost === undefined ? "" : `, ${dollarsText(cost)} at ${prices?.origin}, on demand`;
  const capacity =
    provisioned === undefined
      ? ""
      : `, of provisioned capacity that is paid for anyway: ${provisioned} a second, so ${formatDuration((units / provisioned) * 1000)} of it`;
  return `${isMost ? "at most" : "about"} ${unitsText(units)}${price}${capacity} (${size})`;
}

function countText(items: number): string {
  return items === 0 ? "" : `, only ${counted(items, "item")}`;
}
