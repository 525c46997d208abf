import { randomBytes } from "node:crypto";
import { DynError } from "../../errors.ts";

/** Where secrets for page tokens come from; named in messages, its value never. */
export const secretsVariable = "DYN_SERVE_TOKEN_SECRETS";

const secretBytes = 32;
const hint = `give ${secretsVariable} base64 of 32 bytes each, with commas between them: openssl rand -base64 32`;

/**
 * The secrets in the variable's text, the first of which seals; undefined when it is not set.
 * @throws DynError "usage" for a text that is wrong, of which nothing is repeated
 */
export function tokenSecrets(text: string | undefined): readonly Buffer[] | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const words = text.split(/[\s,]+/).filter(word => word !== "");
  const secrets = words.map((word, index) => secretIn(word, placeOf(index, words.length)));
  if (new Set(secrets.map(secret => secret.toString("hex"))).size < secrets.length) {
    throw new DynError("usage", `${secretsVariable} has the same secret twice`, { hint });
  }
  return secrets;
}

/** One for this run of the service: its tokens end with it. Also as text for the variable. */
export function randomSecret(): Buffer {
  return randomBytes(secretBytes);
}

function secretIn(word: string, place: string): Buffer {
  const bytes = Buffer.from(word, "base64");
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(word);
  if (isBase64 && bytes.length === secretBytes) return bytes;
  const why = isBase64 ? `has ${bytes.length} bytes, not ${secretBytes}` : "is no base64";
  throw new DynError("usage", `${secretsVariable}: ${place} ${why}`, { hint });
}

function placeOf(index: number, count: number): string {
  return count === 1 ? "the secret" : `secret ${index + 1} of ${count}`;
}
