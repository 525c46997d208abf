import { hash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const start = "dyn_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 30;
const checksumLength = 6;
const form = new RegExp(`^${start}[0-9A-Za-z]{${secretLength + checksumLength}}$`);

/** How much of a key is kept and shown, so that its owner knows it again. */
const shownLength = 8;

/** `dyn_`, 30 characters of chance (178 bits), and a checksum of 6. */
export function newApiKey(): string {
  const secret = Array.from({ length: secretLength }, () => digits[randomInt(digits.length)]);
  return start + secret.join("") + checksumOf(secret.join(""));
}

/** Whether a text can be a key at all: one with a typing mistake cannot. Tells nothing of which keys there are. */
export function isApiKey(text: string): boolean {
  if (!form.test(text)) return false;
  const end = start.length + secretLength;
  return crc32(text.slice(start.length, end)) === numberIn(text.slice(end));
}

/** What is stored of a key: SHA-256, in hexadecimal digits. Nobody guesses 178 bits, so that no slow hash is needed. */
export function digestOf(key: string): string {
  return hash("sha256", key, "hex");
}

export function shownPartOf(key: string): string {
  return key.slice(0, shownLength);
}

function checksumOf(secret: string): string {
  let rest = crc32(secret);
  const checksum: (string | undefined)[] = [];
  for (let place = 0; place < checksumLength; place++) {
    checksum.unshift(digits[rest % digits.length]);
    rest = Math.floor(rest / digits.length);
  }
  return checksum.join("");
}

function numberIn(checksum: string): number {
  let number = 0;
  for (const digit of checksum) number = number * digits.length + digits.indexOf(digit);
  return number;
}
