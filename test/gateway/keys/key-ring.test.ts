import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newApiKey } from "../../../src/gateway/keys/api-key.ts";
import { create, revoke, rotate } from "../../../src/gateway/keys/key-changes.ts";
import {
  type FileKeyRing,
  type KeyRingEvent,
  keyRing,
} from "../../../src/gateway/keys/key-ring.ts";
import { changeKeys } from "../../../src/gateway/keys/keys-file.ts";

let folder: string;
let file: string;
let ring: FileKeyRing | undefined;
let nowMs: number;
let events: KeyRingEvent[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-keys-"));
  file = join(folder, "keys.json");
  nowMs = Date.UTC(2026, 10, 21);
  events = [];
});
afterEach(() => {
  ring?.close();
  rmSync(folder, { recursive: true });
});

const make = (name: string, lifetimeMs?: number, at = file) =>
  changeKeys(at, keys => create(keys, { name, scopes: ["Orders"], lifetimeMs }, nowMs));
const open = async (at = file) => {
  ring = await keyRing(at, { now: () => nowMs, pollMs: 10, tell: event => events.push(event) });
  return ring;
};

describe("the ring of keys", () => {
  it("finds the bearer of a key, and nobody for any other text", async () => {
    const shop = await make("shop");
    const office = await make("office");
    const { find, usable } = await open();
    expect(find(shop.key)).toMatchObject({ id: shop.stored.id, name: "shop", revision: "Orders" });
    expect(find(office.key)).toMatchObject({ id: office.stored.id });
    expect(find(shop.key)?.may({ kind: "get", table: "Orders" })).toBe(true);
    expect(find(shop.key)?.may({ kind: "get", table: "Products" })).toBe(false);
    for (const text of [
      "",
      newApiKey(),
      shop.key.slice(0, -1),
      `${shop.key} `,
      shop.stored.digest,
    ]) {
      expect(find(text)).toBeUndefined();
    }
    expect(usable()).toBe(2);
  });

  it("lets a key end by the clock", async () => {
    const { key } = await make("shop", 1000);
    const { find, usable } = await open();
    nowMs += 999;
    expect(find(key)).toBeDefined();
    nowMs += 1;
    expect(find(key)).toBeUndefined();
    expect(usable()).toBe(0);
  });

  it("begins empty, and follows its file", async () => {
    const { find } = await open();
    const { key, stored } = await make("shop");
    await vi.waitFor(() => expect(find(key)).toBeDefined());
    await changeKeys(file, keys => revoke(keys, stored.id, nowMs));
    await vi.waitFor(() => expect(find(key)).toBeUndefined());
    expect(events.at(-1)).toEqual({ kind: "read", usable: 0 });
  });

  it("lets a bearer that it has found do nothing more once the key has ended", async () => {
    const shop = await make("shop");
    const brief = await make("brief", 1000);
    const { find } = await open();
    const bearers = [find(shop.key), find(brief.key)];
    const mayQuery = () => bearers.map(each => each?.may({ kind: "query", table: "Orders" }));
    expect(mayQuery()).toEqual([true, true]);
    nowMs += 1000;
    expect(mayQuery()).toEqual([true, false]);
    await changeKeys(file, keys => revoke(keys, shop.stored.id, nowMs));
    await vi.waitFor(() => expect(mayQuery()).toEqual([false, false]));
  });

  it("accepts both keys of a rotation until the older one ends", async () => {
    const old = await make("shop");
    const fresh = await changeKeys(file, keys =>
      rotate(keys, "shop", { overlapMs: 5000, lifetimeMs: undefined }, nowMs),
    );
    const { find } = await open();
    expect(find(old.key)?.id).toBe(old.stored.id);
    expect(find(fresh.key)?.id).toBe(fresh.stored.id);
    nowMs += 5000;
    expect(find(old.key)).toBeUndefined();
    expect(find(fresh.key)).toBeDefined();
  });

  it.each([
    ["is broken", (path: string) => writeFileSync(path, '{"schema":')],
    ["is another one", (path: string) => writeFileSync(path, '{"schema":"dyn.serve.keys/2"}')],
    ["is gone", (path: string) => rmSync(path)],
    [
      "leads in a circle",
      (path: string) => {
        rmSync(path);
        symlinkSync(path, path);
      },
    ],
    ["may be written by everybody", (path: string) => chmodSync(path, 0o666)],
  ])("keeps its keys while its file %s, says so once, and goes on after", async (_, spoil) => {
    const { key } = await make("shop");
    const text = readFileSync(file, "utf8");
    const { find } = await open();
    spoil(file);
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe("fault"));
    expect(find(key)).toBeDefined();
    rmSync(file, { force: true });
    writeFileSync(join(folder, "new"), text, { mode: 0o600 });
    renameSync(join(folder, "new"), file);
    const second = await make("office");
    await vi.waitFor(() => expect(find(second.key)).toBeDefined());
    expect(events.map(({ kind }) => kind).filter(kind => kind === "fault").length).toBeLessThan(3);
    expect(JSON.stringify(events)).not.toContain(second.stored.digest);
  });

  it("follows a link that is led elsewhere, as a Secret's files are", async () => {
    const link = join(folder, "link.json");
    const [a, b] = [join(folder, "a.json"), join(folder, "b.json")];
    const first = await make("shop", undefined, a);
    const second = await make("shop", undefined, b);
    symlinkSync(a, link);
    const { find } = await open(link);
    expect(find(first.key)).toBeDefined();
    symlinkSync(b, `${link}.next`);
    renameSync(`${link}.next`, link);
    await vi.waitFor(() => expect(find(second.key)).toBeDefined());
    expect(find(first.key)).toBeUndefined();
  });

  it("warns of a file that its group may write", async () => {
    await make("shop");
    chmodSync(file, 0o660);
    await open();
    expect(events).toContainEqual({
      kind: "warning",
      message: expect.stringContaining("chmod 600"),
    });
  });

  it("refuses to begin with a broken file, of which it repeats nothing", async () => {
    writeFileSync(file, "hunter2", { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({
      kind: "invalid",
      message: expect.not.stringContaining("hunter2"),
    });
  });

  it("keeps no process alive", async () => {
    const timers = vi.spyOn(globalThis, "setInterval");
    await open();
    const timer: NodeJS.Timeout = timers.mock.results[0]?.value;
    expect(timer.hasRef()).toBe(false);
    timers.mockRestore();
  });
});
