import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { create } from "../../../src/gateway/keys/key-changes.ts";
import { changeKeys, readKeys } from "../../../src/gateway/keys/keys-file.ts";
import { keysText, parseKeys } from "../../../src/gateway/keys/stored-key.ts";

let folder: string;
let file: string;
const nowMs = Date.UTC(2026, 10, 21);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-keys-"));
  file = join(folder, "keys.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const make = (name: string, at = file) =>
  changeKeys(at, keys => create(keys, { name, scopes: ["*"], lifetimeMs: undefined }, nowMs));
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe("the file of keys", () => {
  it("holds digests, for its owner alone", async () => {
    const { key, stored } = await make("shop");
    expect(modeOf(file)).toBe(0o600);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(key);
    expect(text).not.toContain(key.slice(8));
    expect(JSON.parse(text)).toEqual({
      schema: "dyn.serve.keys/1",
      keys: [
        {
          id: stored.id,
          name: "shop",
          prefix: key.slice(0, 8),
          digest: stored.digest,
          scopes: ["*"],
          createdAt: "2026-11-21T00:00:00.000Z",
        },
      ],
    });
    expect(parseKeys(keysText([stored]))).toEqual([stored]);
  });

  it("loses nothing when many are made at once", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `app-${index}`);
    await Promise.all(names.map(name => make(name)));
    const found = (await readKeys(file))?.keys.map(({ name }) => name);
    expect(found?.toSorted()).toEqual(names.toSorted());
    expect(readdirSync(folder).toSorted()).toEqual([".keys.json.lock", "keys.json"]);
  });

  it("stays as it was when a change fails", async () => {
    await make("shop");
    const before = readFileSync(file, "utf8");
    await expect(make("shop")).rejects.toThrow("there is a key shop already");
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("is made with the folders above it", async () => {
    await make("shop", join(folder, "a", "b", "keys.json"));
    expect(modeOf(join(folder, "a"))).toBe(0o700);
  });

  it("stays a link that leads to a file", async () => {
    mkdirSync(join(folder, "real"));
    const real = join(folder, "real", "keys.json");
    symlinkSync(real, file);
    await make("shop");
    await make("office");
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect((await readKeys(real))?.keys).toHaveLength(2);
  });

  it("keeps its readers, and not those who may write it", async () => {
    await make("shop");
    chmodSync(file, 0o664);
    expect((await readKeys(file))?.warning).toContain("group");
    await make("office");
    expect(modeOf(file)).toBe(0o644);
  });

  it("is not taken where everybody may write it", async () => {
    await make("shop");
    chmodSync(file, 0o602);
    await expect(readKeys(file)).rejects.toMatchObject({
      kind: "invalid",
      hint: expect.stringContaining("chmod 600"),
    });
    await expect(make("office")).rejects.toMatchObject({ kind: "invalid" });
  });

  it.each([
    ["no JSON", "secret"],
    ["no keys", "[]"],
    ["another version", '{"schema":"dyn.serve.keys/2","keys":[]}'],
    ["an entry without a digest", '{"schema":"dyn.serve.keys/1","keys":[{"id":"k_0123456789"}]}'],
    ["what is no object", '{"schema":"dyn.serve.keys/1","keys":["secret"]}'],
  ])("is not taken with %s, and not repeated", async (_, text) => {
    writeFileSync(file, text, { mode: 0o600 });
    const error = await readKeys(file).catch((each: Error) => each);
    expect(error).toMatchObject({ kind: "invalid", message: expect.stringContaining(file) });
    expect(JSON.stringify(error)).not.toContain("secret");
    await expect(make("shop")).rejects.toMatchObject({ kind: "invalid" });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("is not taken with the same key twice", async () => {
    const { stored } = await make("shop");
    writeFileSync(file, keysText([stored, { ...stored, id: "k_0000000000" }]));
    await expect(readKeys(file)).rejects.toThrow("the same key twice");
  });

  it("is no folder, and none that is not there", async () => {
    await expect(readKeys(folder)).rejects.toMatchObject({ kind: "invalid" });
    expect(await readKeys(join(folder, "none.json"))).toBeUndefined();
  });
});
