import { describe, expect, test } from "vitest";
import type { Credentials } from "../../src/dynamodb/client.ts";
import { CredentialsCache } from "../../src/dynamodb/credentials-cache.ts";

const minute = 60_000;

/** Credentials that live a quarter of an hour, numbered as they are handed out. */
function temporary() {
  const clock = { nowMs: 1_000_000_000_000 };
  const state = { asked: 0, broken: false };
  const cache = new CredentialsCache(
    async (): Promise<Credentials> => {
      state.asked += 1;
      if (state.broken) throw new Error("no network");
      return {
        accessKeyId: `AKID${state.asked}`,
        secretAccessKey: "x",
        expiration: new Date(clock.nowMs + 15 * minute),
      };
    },
    () => clock.nowMs,
  );
  const current = async () => (await cache.current()).accessKeyId;
  return { cache, clock, state, current };
}

describe("CredentialsCache", () => {
  test("asks once for however many callers", async () => {
    const { state, current } = temporary();
    expect(await Promise.all([current(), current(), current()])).toEqual([
      "AKID1",
      "AKID1",
      "AKID1",
    ]);
    expect(state.asked).toBe(1);
  });

  test("gives what it holds at once, without a promise", async () => {
    const { cache, current } = temporary();
    await current();
    expect(cache.current()).not.toBeInstanceOf(Promise);
  });

  test("renews them five minutes before they expire, while the old ones serve", async () => {
    const { cache, clock, state, current } = temporary();
    await current();
    clock.nowMs += 10 * minute - 1;
    expect(await current()).toBe("AKID1");
    expect(state.asked).toBe(1);
    clock.nowMs += 1;
    expect(cache.current()).toMatchObject({ accessKeyId: "AKID1" });
    expect(state.asked).toBe(2);
    await cache.refresh();
    expect(await current()).toBe("AKID2");
  });

  test("waits for new ones when the old ones have expired", async () => {
    const { clock, current } = temporary();
    await current();
    clock.nowMs += 15 * minute;
    expect(await current()).toBe("AKID2");
  });

  test("lives on with those that still hold when renewing fails, and does not ask each time", async () => {
    const { clock, state, current } = temporary();
    await current();
    state.broken = true;
    clock.nowMs += 11 * minute;
    expect(await current()).toBe("AKID1");
    expect(await current()).toBe("AKID1");
    expect(state.asked).toBe(2);
    clock.nowMs += 4 * minute;
    await expect(current()).rejects.toThrow("no network");
    state.broken = false;
    expect(await current()).toBe("AKID4");
  });

  test("refuses what would break out of a header", async () => {
    const cache = new CredentialsCache(async () => ({
      accessKeyId: "AKID",
      secretAccessKey: "x",
      sessionToken: "a\r\nhost: elsewhere",
    }));
    await expect(cache.current()).rejects.toThrow("characters");
  });
});
