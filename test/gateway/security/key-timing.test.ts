/**
 * Whoever tries keys learns nothing from the time that it takes. Not measured, which no machine does
 * twice alike, but counted: the work that depends on secrets is the same for every text.
 */
import crypto from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newApiKey } from "../../../src/gateway/keys/api-key.ts";
import { create, revoke } from "../../../src/gateway/keys/key-changes.ts";
import { type FileKeyRing, keyRing } from "../../../src/gateway/keys/key-ring.ts";
import { changeKeys } from "../../../src/gateway/keys/keys-file.ts";

let folder: string;
let ring: FileKeyRing;
const keys = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dyn-keys-"));
  const file = join(folder, "keys.json");
  for (const name of ["good", "other", "expired", "revoked"]) {
    const lifetimeMs = name === "expired" ? 1 : undefined;
    const { key } = await changeKeys(file, all =>
      create(all, { name, scopes: ["*"], lifetimeMs }, Date.now() - 60_000),
    );
    keys.set(name, key);
  }
  await changeKeys(file, all => revoke(all, "revoked", Date.now() - 1_000));
  ring = await keyRing(file, { now: Date.now });
});
afterAll(async () => {
  ring.close();
  await rm(folder, { recursive: true });
});

const counted = ["hash", "createHash", "createHmac", "timingSafeEqual", "scryptSync"] as const;

/** What of node:crypto is called, and with texts and buffers of which length. */
function work(doing: () => unknown): string[] {
  const calls: string[] = [];
  const real = Object.fromEntries(counted.map(name => [name, crypto[name]]));
  for (const name of counted) {
    const call = (...args: readonly unknown[]) => {
      const lengths = args.map(arg => (arg as { length?: number }).length);
      calls.push(`${name} ${lengths.join(" ")}`);
      return (real[name] as (...all: readonly unknown[]) => unknown)(...args);
    };
    Object.assign(crypto, { [name]: call });
  }
  syncBuiltinESMExports();
  try {
    doing();
  } finally {
    Object.assign(crypto, real);
    syncBuiltinESMExports();
  }
  return calls;
}

const key = (name: string) => keys.get(name) ?? "";
/** One that begins as a key that there is. */
const near = (name: string) => {
  const [start, rest] = [key(name).slice(0, 12), newApiKey()];
  return start + rest.slice(12);
};

test("a key is one digest and one comparison, known or not", () => {
  const usual = work(() => expect(ring.find(key("good"))?.name).toBe("good"));
  expect(usual).toEqual(["hash 6 40 3", "timingSafeEqual 64 64"]);
  const others: Record<string, string> = {
    unknown: newApiKey(),
    revoked: key("revoked"),
    expired: key("expired"),
    near: near("good"),
    mistyped: `${key("good").slice(0, -1)}-`,
    short: "dyn_1",
    empty: "",
    long: "dyn_".repeat(60),
    foreign: "Bearer ä\u0000",
    "of JavaScript": "__proto__",
  };
  for (const [what, text] of Object.entries(others)) {
    const done = work(() => expect(ring.find(text)).toBeUndefined());
    expect([what, done]).toEqual([what, usual]);
  }
  expect(work(() => expect(ring.find(key("other"))?.name).toBe("other"))).toEqual(usual);
});

test("the number of keys changes nothing", async () => {
  const file = join(folder, "many.json");
  const one = await changeKeys(file, all =>
    create(all, { name: "a", scopes: ["*"], lifetimeMs: undefined }, Date.now()),
  );
  await changeKeys(file, all => {
    let keys = all;
    for (let at = 0; at < 500; at++) {
      ({ keys } = create(keys, { name: `n${at}`, scopes: ["*"], lifetimeMs: undefined }, 0));
    }
    return { keys, result: undefined };
  });
  const many = await keyRing(file, { now: Date.now });
  try {
    const few = work(() => ring.find(key("good")));
    expect(work(() => many.find(one.key))).toEqual(few);
    expect(work(() => many.find(newApiKey()))).toEqual(few);
  } finally {
    many.close();
  }
});
