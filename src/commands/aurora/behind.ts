import { formatDuration } from "../../output/units.ts";
import type { Instance } from "../../sql/database.ts";

/** Why a reader is too far behind; undefined when it is not, as one that takes writes itself never is. */
export function behindText(
  { endpoint, lagMs, readOnly }: Pick<Instance, "endpoint" | "lagMs" | "readOnly">,
  maxLagMs: number,
): string | undefined {
  if (lagMs === null)
    return readOnly ? `${endpoint} does not tell how far it is behind` : undefined;
  return lagMs > maxLagMs ? `${endpoint} is ${formatDuration(lagMs)} behind` : undefined;
}
