import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DynError } from "../../../src/errors.ts";
import { randomSecret, tokenSecrets } from "../../../src/gateway/tokens/secrets.ts";

const [a, b] = [randomBytes(32), randomBytes(32)];
const of = (...secrets: Buffer[]) => secrets.map(each => each.toString("base64")).join(",");
const failure = (text: string) => {
  try {
    tokenSecrets(text);
  } catch (error) {
    if (error instanceof DynError) return error;
  }
  throw new Error("it was taken");
};

describe("DYN_SERVE_TOKEN_SECRETS", () => {
  it("holds secrets in their order", () => {
    expect(tokenSecrets(of(a, b))).toEqual([a, b]);
    expect(tokenSecrets(`${a.toString("base64")}\n${b.toString("base64url")}\n`)).toEqual([a, b]);
    expect(tokenSecrets(undefined)).toBeUndefined();
    expect(tokenSecrets(" ")).toBeUndefined();
    expect(randomSecret()).toHaveLength(32);
  });

  it.each([
    ["what is too short", randomBytes(16).toString("base64"), "the secret has 16 bytes, not 32"],
    ["what is too long", randomBytes(64).toString("base64"), "the secret has 64 bytes, not 32"],
    ["a password", "correct!horse!battery", "the secret is no base64"],
    ["a second one that is wrong", `${of(a)},hunter2`, "secret 2 of 2 has 5 bytes, not 32"],
    ["the same one twice", of(a, a), "has the same secret twice"],
  ])("refuses %s, by its name alone", (_, text, why) => {
    const { kind, message, hint } = failure(text);
    expect(kind).toBe("usage");
    expect(message).toContain("DYN_SERVE_TOKEN_SECRETS");
    expect(message).toContain(why);
    for (const word of text.split(",")) expect(`${message}${hint}`).not.toContain(word);
  });
});
