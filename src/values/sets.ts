import { canonicalNumber } from "./number.ts";

/** Position of the first member of a set that an earlier one equals; -1 when all differ. */
export function duplicateMember(members: readonly string[], type: "SS" | "NS" | "BS"): number {
  const seen = new Set<string>();
  return members.findIndex(member => {
    const identity = type === "NS" ? canonicalNumber(member) : member;
    if (seen.has(identity)) return true;
    seen.add(identity);
    return false;
  });
}
