import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isApiKey } from "../../../src/gateway/keys/api-key.ts";
import { keyRing } from "../../../src/gateway/keys/key-ring.ts";
import { dynAnywhere } from "../../support/in-process.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-serve-keys-"));
  file = join(folder, "home", "serve", "keys.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const keys = (words: string, options = {}) =>
  dynAnywhere(["serve", "keys", ...words.split(" ").filter(word => word !== "")], {
    cwd: folder,
    env: { DYN_HOME: join(folder, "home") },
    ...options,
  });
const made = async (words: string) => JSON.parse((await keys(`create ${words} -o json`)).out);
const listed = async (words = "") => JSON.parse((await keys(`list ${words} -o json`)).out);
const at = (text: string) => Date.parse(text);
const day = 24 * 3_600_000;
const accepted = async (...given: string[]) => {
  const ring = await keyRing(file, { now: Date.now });
  ring.close();
  return given.map(key => ring.find(key) !== undefined);
};

describe("dyn serve keys create", () => {
  it("shows the key this once, alone on stdout", async () => {
    const { code, out, err } = await keys("create web-shop --scope Orders -o table");
    expect(code).toBe(0);
    expect(out).toMatch(/^dyn_\w{36}\n$/);
    const key = out.trim();
    expect(isApiKey(key)).toBe(true);
    expect(err).toContain("made web-shop");
    expect(err).toContain("it does not expire");
    expect(err).not.toContain(key);
    expect(readFileSync(file, "utf8")).not.toContain(key.slice(8));
    expect(await accepted(key)).toEqual([true]);
  });

  it("tells all of it as data", async () => {
    const created = await made("shop --scope Orders:get,Products --scope cache --expires 90d");
    expect(created).toMatchObject({
      name: "shop",
      scopes: ["Orders:get", "Products", "cache"],
      key: expect.stringMatching(/^dyn_/),
      id: expect.stringMatching(/^k_[0-9a-f]{10}$/),
      file,
    });
    expect(at(created.expiresAt) - at(created.createdAt)).toBe(90 * day);
  });

  it("changes nothing with --dry-run, and shows no key", async () => {
    const { code, out } = await keys("create shop --scope Orders --dry-run -o json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: "shop", created: false });
    expect(out).not.toContain("dyn_");
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["create shop", "what may shop do?", "--scope"],
    ["create shop --scope Orders:gett", 'did you mean "get"?', "known:"],
    ["create $(x) --scope Orders", "begins with a letter", "web-shop"],
    ["create shop --scope Orders --expires soon", "duration", ""],
    ["create shop --scope Orders --expires 0s", "at least 1s", ""],
    ["create shop --scope Orders --expires 99999999d", "at most", ""],
  ])("%s: says what is wrong", async (words, message, hint) => {
    const { code, out, err } = await keys(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(existsSync(file)).toBe(false);
  });

  it("makes no second key of a name", async () => {
    await made("shop --scope Orders");
    const { code, err } = await keys("create shop --scope Orders");
    expect(code).toBe(2);
    expect(err).toContain("dyn serve keys rotate");
  });

  it("writes the file of --keys, else of dyn.yaml, and says which table is not exposed", async () => {
    writeFileSync(
      join(folder, "dyn.yaml"),
      "gateway:\n  tables: { Orders: {} }\n  keys: ./own/keys.json\n",
    );
    const { err } = await keys("create shop --scope Order --scope Orders:get --scope cache:Orders");
    expect(err).toContain(
      'Order is no table that gateway: in dyn.yaml exposes; did you mean "Orders"?',
    );
    expect(err.match(/is no table/g)).toHaveLength(1);
    expect(existsSync(join(folder, "own", "keys.json"))).toBe(true);
    await keys("create shop --scope * --keys other.json");
    expect(JSON.parse(readFileSync(join(folder, "other.json"), "utf8")).keys).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
  });

  it("loses none of several that are made at once", async () => {
    const names = ["a1", "b2", "c3", "d4", "e5"];
    await Promise.all(names.map(name => made(`${name} --scope Orders`)));
    expect((await listed()).map(({ name }: { name: string }) => name).toSorted()).toEqual(names);
  });
});

describe("dyn serve keys list", () => {
  it("shows what is accepted, without what is secret, in every format", async () => {
    const { key, id } = await made("shop --scope Orders --scope cache --expires 10d");
    await made("gone --scope Orders");
    await keys("revoke gone --yes");
    const stored = JSON.parse(readFileSync(file, "utf8")).keys[0];
    for (const format of ["table", "json", "jsonl", "csv", "yaml"]) {
      const { code, out, err } = await keys(`list -o ${format}`);
      expect(code).toBe(0);
      expect(out).toContain(id);
      expect(out).not.toContain(stored.digest);
      expect(out).not.toContain(key.slice(0, 12));
      expect(out).not.toContain("gone");
      expect(err).toContain("1 key more");
    }
    const { out } = await keys("list -o table");
    expect(out.split("\n")[0]).toMatch(/^name +id +key +scopes +made +ends +state$/);
    expect(out).toContain("in 10 days");
    expect((await listed("--all")).map(({ state }: { state: string }) => state)).toEqual([
      "active",
      "revoked",
    ]);
    expect((await keys("list -o dynamodb-json")).code).toBe(2);
  });

  it("says how to make one where there is none", async () => {
    const { code, out, err } = await keys("list -o table");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("dyn serve keys create");
  });

  it("tells of a broken file", async () => {
    writeFileSync(join(folder, "broken.json"), "{", { mode: 0o600 });
    const { code, err } = await keys("list --keys broken.json");
    expect(code).toBe(2);
    expect(err).toContain("it is no JSON");
  });
});

describe("dyn serve keys rotate", () => {
  it("makes a key like the older one, which goes on for a day", async () => {
    const old = await made("shop --scope Orders:get --expires 30d");
    const { out, err } = await keys("rotate shop -o json");
    const fresh = JSON.parse(out);
    expect(fresh).toMatchObject({ name: "shop", scopes: ["Orders:get"] });
    expect(at(fresh.expiresAt) - at(fresh.createdAt)).toBe(30 * day);
    expect(err).toContain("ends in 24 h");
    expect(await accepted(old.key, fresh.key)).toEqual([true, true]);
    const [first, second] = await listed();
    expect(first).toMatchObject({ id: old.id, state: "ending", replacedBy: fresh.id });
    expect(second).toMatchObject({ id: fresh.id, state: "active" });
  });

  it("takes the overlap and the new end that it is told", async () => {
    const old = await made("shop --scope Orders");
    const { out } = await keys(`rotate ${old.id} --overlap 0s --expires 7d -o json`);
    const fresh = JSON.parse(out);
    expect(at(fresh.expiresAt) - at(fresh.createdAt)).toBe(7 * day);
    expect(await accepted(old.key, fresh.key)).toEqual([false, true]);
  });

  it("goes on from the newest key of a name, and not from one that was rotated", async () => {
    const old = await made("shop --scope Orders");
    const second = JSON.parse((await keys("rotate shop -o json")).out);
    const again = await keys(`rotate ${old.id}`);
    expect(again.code).toBe(2);
    expect(again.err).toContain(`was rotated already, to ${second.id}`);
    const third = JSON.parse((await keys("rotate shop -o json")).out);
    expect(await accepted(old.key, second.key, third.key)).toEqual([true, true, true]);
  });

  it("changes nothing with --dry-run", async () => {
    await made("shop --scope Orders");
    const before = readFileSync(file, "utf8");
    const { code, out } = await keys("rotate shop --dry-run -o table");
    expect(code).toBe(0);
    expect(out).toMatch(/^would make a key in the place of shop \(k_/);
    expect(readFileSync(file, "utf8")).toBe(before);
  });
});

describe("dyn serve keys revoke", () => {
  it("asks before it ends a key, and ends it at once", async () => {
    const { key, id } = await made("shop --scope Orders");
    const asked = await keys(`revoke ${id}`);
    expect(asked.code).toBe(2);
    expect(asked.err).toContain("add --yes");
    expect(await accepted(key)).toEqual([true]);
    const { code, out } = await keys(`revoke ${id} --yes -o table`);
    expect(code).toBe(0);
    expect(out).toContain(`revoked shop (${id}`);
    expect(await accepted(key)).toEqual([false]);
  });

  it("ends all keys of a name, also those that would have ended later", async () => {
    const old = await made("shop --scope Orders");
    const fresh = JSON.parse((await keys("rotate shop -o json")).out);
    const other = await made("office --scope Orders");
    const rows = JSON.parse((await keys("revoke shop --yes -o json")).out);
    expect(rows.map(({ id }: { id: string }) => id)).toEqual([old.id, fresh.id]);
    expect(await accepted(old.key, fresh.key, other.key)).toEqual([false, false, true]);
  });

  it("ends a key later with --in, and never later than it was to end", async () => {
    const { key } = await made("shop --scope Orders");
    expect((await keys("revoke shop --in 24h --yes -o table")).out).toContain("in 24 h");
    expect(await accepted(key)).toEqual([true]);
    const [before] = await listed();
    expect(before.state).toBe("ending");
    const again = await keys("revoke shop --in 48h --yes -o table");
    expect(again).toMatchObject({ code: 0, out: "" });
    expect(again.err).toContain("ends by then already");
    expect(await listed()).toEqual([before]);
  });

  it("changes nothing with --dry-run, and asks nothing", async () => {
    const { key } = await made("shop --scope Orders");
    const { code, out } = await keys("revoke shop --dry-run -o table");
    expect(code).toBe(0);
    expect(out).toContain("would revoke shop");
    expect(await accepted(key)).toEqual([true]);
  });

  it("knows what was meant", async () => {
    await made("web-shop --scope Orders");
    const { code, err } = await keys("revoke webshop --yes");
    expect(code).toBe(2);
    expect(err).toContain('did you mean "web-shop"?');
  });
});
