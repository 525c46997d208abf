import { randomBytes } from "node:crypto";
import { suggestion } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import { digestOf, newApiKey, shownPartOf } from "./api-key.ts";
import { isUsable, type StoredKey } from "./stored-key.ts";

/** Keys after a change, and what has changed. */
export interface Change<T> {
  readonly keys: readonly StoredKey[];
  readonly result: T;
}

/** A key that was made just now; the only time that all of it is known. */
export interface NewKey {
  readonly key: string;
  readonly stored: StoredKey;
}

export interface Wanted {
  readonly name: string;
  readonly scopes: readonly string[];
  /** How long it is accepted; undefined: until it is revoked. */
  readonly lifetimeMs: number | undefined;
}

const nameForm = /^\w[\w .@/-]{0,63}$/;
const idForm = /^k_[0-9a-f]{10}$/;

/** Adds a key. Throws a "usage" error for a name that is wrong or taken. */
export function create(keys: readonly StoredKey[], wanted: Wanted, nowMs: number): Change<NewKey> {
  const { name } = wanted;
  if (!nameForm.test(name) || idForm.test(name)) {
    throw new DynError("usage", "a key's name begins with a letter or digit", {
      hint: "and goes on with up to 63 of letters, digits, spaces and _ . @ / -, such as web-shop",
    });
  }
  const same = keys.find(key => key.name === name && isUsable(key, nowMs));
  if (same !== undefined) {
    throw new DynError("usage", `there is a key ${name} already, ${same.id}`, {
      hint: `to put another in its place: dyn serve keys rotate '${name}'`,
    });
  }
  const result = made(keys, wanted, nowMs);
  return { keys: [...keys, result.stored], result };
}

/**
 * Makes a key in the place of one that goes on for a while: of its name, scopes and, unless told
 * otherwise, its lifetime. Throws a "usage" error for one that cannot be replaced.
 */
export function rotate(
  keys: readonly StoredKey[],
  which: string,
  {
    overlapMs,
    lifetimeMs,
  }: { readonly overlapMs: number; readonly lifetimeMs: number | undefined },
  nowMs: number,
): Change<NewKey & { readonly replaced: StoredKey }> {
  const usable = named(keys, which).filter(key => isUsable(key, nowMs));
  const old = usable.find(({ replacedBy }) => replacedBy === undefined);
  if (old === undefined) {
    const successor = usable[0]?.replacedBy;
    throw successor === undefined
      ? new DynError("usage", `${which} has ended`, {
          hint: "make a new one: dyn serve keys create",
        })
      : new DynError("usage", `${which} was rotated already, to ${successor}`, {
          hint: `dyn serve keys rotate ${successor} replaces that one`,
        });
  }
  const { name, scopes, createdAt, expiresAt } = old;
  const itsOwn = expiresAt === undefined ? undefined : expiresAt - createdAt;
  const fresh = made(keys, { name, scopes, lifetimeMs: lifetimeMs ?? itsOwn }, nowMs);
  const replaced = { ...ending(old, nowMs + overlapMs), replacedBy: fresh.stored.id };
  return {
    keys: [...keys.map(key => (key === old ? replaced : key)), fresh.stored],
    result: { ...fresh, replaced },
  };
}

/** Ends a key, or all of a name, at a time. Throws a "usage" error for one that is not there. */
export function revoke(
  keys: readonly StoredKey[],
  which: string,
  atMs: number,
): Change<readonly StoredKey[]> {
  const chosen = new Set(named(keys, which));
  const changed = keys.map(key => (chosen.has(key) ? ending(key, atMs) : key));
  return { keys: changed, result: changed.filter((key, index) => key !== keys[index]) };
}

function made(keys: readonly StoredKey[], wanted: Wanted, nowMs: number): NewKey {
  const { name, scopes, lifetimeMs } = wanted;
  const key = newApiKey();
  const stored: StoredKey = {
    id: freeId(keys),
    name,
    prefix: shownPartOf(key),
    digest: digestOf(key),
    scopes: [...new Set(scopes)],
    createdAt: nowMs,
    ...(lifetimeMs !== undefined && { expiresAt: nowMs + lifetimeMs }),
  };
  return { key, stored };
}

function freeId(keys: readonly StoredKey[]): string {
  for (;;) {
    const id = `k_${randomBytes(5).toString("hex")}`;
    if (!keys.some(key => key.id === id)) return id;
  }
}

/** A revocation never comes later than it was to come. */
function ending(key: StoredKey, atMs: number): StoredKey {
  return key.revokedAt !== undefined && key.revokedAt <= atMs ? key : { ...key, revokedAt: atMs };
}

/** The key of an id, or all of a name. */
function named(keys: readonly StoredKey[], which: string): readonly StoredKey[] {
  const found = keys.filter(({ id, name }) => id === which || name === which);
  if (found.length > 0) return found;
  const known = keys.flatMap(({ id, name }) => [name, id]);
  throw new DynError("usage", `there is no key ${which}${suggestion(which, new Set(known))}`, {
    hint: "dyn serve keys list --all shows them",
  });
}
