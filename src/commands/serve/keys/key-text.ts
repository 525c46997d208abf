import { type StoredKey, stateOf } from "../../../gateway/keys/stored-key.ts";
import { alignColumns } from "../../../output/columns.ts";
import { escapeControl } from "../../../output/escape.ts";
import { counted, formatAgo, formatDuration } from "../../../output/units.ts";

const day = 24 * 3_600_000;

/** A key as data of dyn's own: nothing that it could be used or recognised by but its first characters. */
export function keyData(key: StoredKey, nowMs: number) {
  const { id, name, prefix, scopes, createdAt, expiresAt, revokedAt, replacedBy } = key;
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    id,
    name,
    prefix,
    scopes,
    state: stateOf(key, nowMs),
    createdAt: time(createdAt),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
    ...(revokedAt !== undefined && { revokedAt: time(revokedAt) }),
    ...(replacedBy !== undefined && { replacedBy }),
  };
}

/** Keys as a list. */
export function keysTable(keys: readonly StoredKey[], nowMs: number): string {
  const rows = keys.map(key => [
    escapeControl(key.name),
    key.id,
    `${escapeControl(key.prefix)}…`,
    key.scopes.map(escapeControl).join(", "),
    formatAgo(nowMs - key.createdAt),
    endText(key, nowMs),
    stateOf(key, nowMs),
  ]);
  return alignColumns([["name", "id", "key", "scopes", "made", "ends", "state"], ...rows], []).join(
    "\n",
  );
}

/** `never`, `in 12 days`, `3 days ago` */
function endText(key: StoredKey, nowMs: number): string {
  const endsAt = endOf(key);
  if (endsAt === undefined) return "never";
  return endsAt > nowMs ? `in ${spanText(endsAt - nowMs)}` : formatAgo(nowMs - endsAt);
}

/** `in 90 days, 2027-02-19T10:00:00.000Z` */
export function momentText(atMs: number, nowMs: number): string {
  const when = new Date(atMs).toISOString();
  return atMs > nowMs ? `in ${spanText(atMs - nowMs)}, ${when}` : when;
}

/** A key in a sentence: `web-shop (k_0a1b2c3d4e, dyn_Ab3x…)`. */
export function keyWords({ name, id, prefix }: StoredKey): string {
  return escapeControl(`${name} (${id}, ${prefix}…)`);
}

function endOf({ expiresAt, revokedAt }: StoredKey): number | undefined {
  if (expiresAt === undefined || revokedAt === undefined) return expiresAt ?? revokedAt;
  return Math.min(expiresAt, revokedAt);
}

function spanText(ms: number): string {
  return ms < 2 * day ? formatDuration(ms) : counted(Math.round(ms / day), "day");
}
