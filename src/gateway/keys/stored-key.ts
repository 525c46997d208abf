import { z } from "zod";
import { scopeProblem } from "./scopes.ts";

/** An API key as it is kept: not the key itself. Times are milliseconds since the epoch. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  /** The key's first characters. */
  readonly prefix: string;
  /** SHA-256, as hexadecimal digits. */
  readonly digest: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt?: number | undefined;
  /** From then on it is refused; may be yet to come. */
  readonly revokedAt?: number | undefined;
  /** The id of the key that was made in its place. */
  readonly replacedBy?: string | undefined;
}

export const keyStates = ["active", "ending", "expired", "revoked"] as const;
/** `ending`: accepted until its revocation takes hold. */
export type KeyState = (typeof keyStates)[number];

export function stateOf({ expiresAt, revokedAt }: StoredKey, nowMs: number): KeyState {
  if (revokedAt !== undefined && revokedAt <= nowMs) return "revoked";
  if (expiresAt !== undefined && expiresAt <= nowMs) return "expired";
  return revokedAt === undefined ? "active" : "ending";
}

export function isUsable(key: StoredKey, nowMs: number): boolean {
  const { expiresAt = nowMs + 1, revokedAt = nowMs + 1 } = key;
  return expiresAt > nowMs && revokedAt > nowMs;
}

const schema = "dyn.serve.keys/1";
const time = z.iso.datetime({ precision: 3 }).transform(text => Date.parse(text));

const storedKey = z.strictObject({
  id: z.string().regex(/^k_[0-9a-f]{10}$/),
  name: z.string().min(1).max(64),
  prefix: z.string().max(8),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.string().refine(scope => scopeProblem(scope) === undefined)).min(1),
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  replacedBy: z.string().optional(),
});

const contents = z.strictObject({ schema: z.literal(schema), keys: z.array(storedKey) });

/** The keys in a file's text, or what is wrong with it, of which nothing is repeated. */
export function parseKeys(text: string): readonly StoredKey[] | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const read = contents.safeParse(data);
  if (!read.success) {
    const path = read.error.issues[0]?.path.join(".") ?? "";
    return path === "" ? `it is no ${schema}` : `its ${path} is wrong`;
  }
  const { keys } = read.data;
  const isRepeated = (of: (key: StoredKey) => string) => new Set(keys.map(of)).size < keys.length;
  if (isRepeated(({ id }) => id) || isRepeated(({ digest }) => digest)) {
    return "it has the same key twice";
  }
  return keys;
}

export function keysText(keys: readonly StoredKey[]): string {
  const told = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString();
  const written = keys.map(key => ({
    ...key,
    createdAt: told(key.createdAt),
    expiresAt: told(key.expiresAt),
    revokedAt: told(key.revokedAt),
  }));
  return `${JSON.stringify({ schema, keys: written }, null, 2)}\n`;
}
