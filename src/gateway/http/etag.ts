/**
 * Whether If-None-Match names an entity tag, by RFC 9110's weak comparison: then the caller has
 * the answer already.
 */
export function matchesTag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === "*") return true;
  for (const [, opaque] of ifNoneMatch.matchAll(/(?:W\/)?("[^"]*")/g)) {
    if (opaque === etag) return true;
  }
  return false;
}
