import { randomBytes, timingSafeEqual } from "node:crypto";
import { DynError } from "../../errors.ts";
import type { KeyRing } from "../keys.ts";
import type { Principal } from "../principal.ts";
import { digestOf, newApiKey } from "./api-key.ts";
import { readKeys, versionOf } from "./keys-file.ts";
import { allowing } from "./scopes.ts";
import { isUsable, type StoredKey } from "./stored-key.ts";

export interface KeyRingOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when the file was read again, and when it cannot be: then the keys stay as they were. */
  readonly tell?: (event: KeyRingEvent) => void;
  /** How often the file is looked at. */
  readonly pollMs?: number;
}

export type KeyRingEvent =
  | { readonly kind: "read"; readonly usable: number }
  | { readonly kind: "warning" | "fault"; readonly message: string };

/** A ring that follows a file. */
export interface FileKeyRing extends KeyRing {
  /** How many keys are accepted now. */
  usable(): number;
}

interface Entry {
  /** Its hexadecimal digits as bytes. */
  readonly digest: Buffer;
  readonly stored: StoredKey | undefined;
  readonly principal: Principal | undefined;
}

/**
 * The keys in a file, which may not be there yet.
 * @throws DynError "invalid" for a file that cannot be read or is broken from the first
 */
export async function keyRing(
  file: string,
  { now, tell = () => {}, pollMs = 500 }: KeyRingOptions,
): Promise<FileKeyRing> {
  let keys: readonly StoredKey[] = [];
  const isAccepted = (id: string) => keys.some(key => key.id === id && isUsable(key, now()));
  let entries = entriesOf(keys, isAccepted);
  let seen: string | undefined;
  const usable = () => keys.filter(key => isUsable(key, now())).length;
  const follow = async () => {
    const current = await versionOf(file);
    if (current === seen) return;
    const found = current === undefined ? undefined : await readKeys(file);
    if (found === undefined) {
      throw new DynError(
        "invalid",
        `the keys in ${file} are gone; those read before stay accepted`,
      );
    }
    // A change between looking and reading is looked at again.
    seen = found.version;
    keys = found.keys;
    entries = entriesOf(keys, isAccepted);
    tell({ kind: "read", usable: usable() });
    if (found.warning !== undefined) tell({ kind: "warning", message: found.warning });
  };
  await follow();

  let isFollowing = false;
  let fault: string | undefined;
  const timer = setInterval(async () => {
    if (isFollowing) return;
    isFollowing = true;
    // What could not be read is read again each time, for a revocation may be in it; it is told once.
    const wrong = await follow().then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (wrong !== undefined && wrong !== fault) tell({ kind: "fault", message: wrong });
    fault = wrong;
    isFollowing = false;
  }, pollMs);
  timer.unref();
  return {
    find: key => find(key, entries, now()),
    usable,
    close: () => clearInterval(timer),
  };
}

/** What is compared with where there is no such key, so that it takes as long. */
const decoyKey = newApiKey();
const decoys: readonly Entry[] = [
  { digest: Buffer.from(randomBytes(32).toString("hex")), stored: undefined, principal: undefined },
];

/**
 * Whoever asks learns from the time only whether a text has a key's length, which is no secret:
 * one digest, one look-up by part of it, and one comparison are made for every text.
 */
function find(
  text: string,
  entries: ReadonlyMap<string, readonly Entry[]>,
  nowMs: number,
): Principal | undefined {
  const digest = digestOf(text.length === decoyKey.length ? text : decoyKey);
  const given = Buffer.from(digest, "latin1");
  let found: Entry | undefined;
  for (const entry of entries.get(placeOf(digest)) ?? decoys) {
    if (timingSafeEqual(entry.digest, given)) found = entry;
  }
  const { stored, principal } = found ?? {};
  return stored !== undefined && isUsable(stored, nowMs) ? principal : undefined;
}

function entriesOf(
  keys: readonly StoredKey[],
  isAccepted: (id: string) => boolean,
): ReadonlyMap<string, readonly Entry[]> {
  const entries = new Map<string, Entry[]>();
  for (const stored of keys) {
    const place = placeOf(stored.digest);
    const digest = Buffer.from(stored.digest, "latin1");
    const entry = { digest, stored, principal: principalOf(stored, isAccepted) };
    entries.set(place, [...(entries.get(place) ?? []), entry]);
  }
  return entries;
}

/** A part of a digest: nobody can aim at one without the key. */
function placeOf(digest: string): string {
  return digest.slice(0, 12);
}

/** May do what its scopes allow for as long as the key is accepted: a request can take longer than that. */
function principalOf(
  { id, name, scopes }: StoredKey,
  isAccepted: (id: string) => boolean,
): Principal {
  const allows = allowing(scopes);
  const revision = [...scopes].sort().join(" ");
  return { id, name, revision, may: action => allows(action) && isAccepted(id) };
}
