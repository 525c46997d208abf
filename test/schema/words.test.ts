import { describe, expect, it } from "vitest";
import {
  billingText,
  capacityText,
  encryptionText,
  keyText,
  orOff,
  projectionText,
  recoveryText,
  throughputText,
} from "../../src/schema/words.ts";

const units = (min: number, max = min) => ({ min, max });

describe("settings in words", () => {
  it("names the attributes of a key", () => {
    const attribute = (name: string) => ({ name, type: "S" as const });
    const partition = [attribute("Country"), attribute("City")];
    expect(keyText({ partition, sort: [attribute("Zip")] })).toBe("Country S + City S, Zip S");
    expect(keyText({ partition, sort: [] })).toBe("Country S + City S");
  });

  it.each([
    [{ kind: "all" } as const, "all attributes"],
    [{ kind: "keys" } as const, "keys only"],
    [{ kind: "include", attributes: ["b", "a"] } as const, "keys and a, b"],
  ])("names the projection %j", (projection, text) => {
    expect(projectionText(projection)).toBe(text);
  });

  it("gives capacity, ranges and all", () => {
    const capacity = { read: units(1_000), write: units(5, 2_000) };
    expect(capacityText(capacity)).toBe("1,000 read, 5 to 2,000 write units");
    expect(billingText({ kind: "provisioned", capacity })).toBe(capacityText(capacity));
    expect(billingText({ kind: "on-demand" })).toBe("on-demand");
  });

  it.each([
    [{ read: 10_000, write: 7 }, "10,000 read, 7 write units a second"],
    [{ write: 7 }, "7 write units a second"],
  ])("gives throughput %j", (throughput, text) => expect(throughputText(throughput)).toBe(text));

  it.each([
    [false, "off"],
    [{}, "on"],
    [{ days: 1 }, "the last 1 day"],
    [{ days: 7 }, "the last 7 days"],
  ] as const)("says how far back recovery %j goes", (recovery, text) => {
    expect(recoveryText(recovery)).toBe(text);
  });

  it.each([
    [{ kind: "aws-owned" }, "a key that AWS owns"],
    [{ kind: "aws-managed" }, "a key that AWS manages"],
    [{ kind: "customer", key: "alias/a" }, "the key alias/a"],
  ] as const)("says who holds the key of %j", (encryption, text) => {
    expect(encryptionText(encryption)).toBe(text);
  });

  it("says off for what is off", () => {
    expect([orOff("ExpiresAt"), orOff(false)]).toEqual(["ExpiresAt", "off"]);
  });
});
