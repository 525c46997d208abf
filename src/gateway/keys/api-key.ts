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
  return withChecksum(secret.join(""));
}

/** Whether a text can be a key at all: one with a typing mistake cannot. Tells nothing of which keys there are. */
export function isApiKey(text: string): boolean {
  return form.test(text) && withChecksum(text.slice(start.length, -checksumLength)) === text;
}

/** What is stored of a key. Chance of 178 bits needs no slow hash: nobody guesses it. */
export function digestOf(key: string): Buffer {
  return hash("sha256", key, "buffer");
}

export function shownPartOf(key: string): string {
  return key.slice(0, shownLength);
}

function withChecksum(secret: string): string {
  let rest = crc32(secret);
  let checksum = "";
  for (let place = 0; place < checksumLength; place++) {
    checksum = `${digits[rest % digits.length]}${checksum}`;
    rest = Math.floor(rest / digits.length);
  }
  return start + secret + checksum;
}
