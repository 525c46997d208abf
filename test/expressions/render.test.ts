// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language under test has them
import { describe, expect, test } from "vitest";
import { Aliases } from "../../src/expressions/aliases.ts";
import {
  parseCondition,
  parseKeyCondition,
  parseProjection,
  parseUpdate,
} from "../../src/expressions/parse.ts";
import { renderCondition, renderProjection, renderUpdate } from "../../src/expressions/render.ts";

describe("expressions for DynamoDB", () => {
  test("every name and value has an alias, the same one in all expressions of a request", () => {
    const aliases = new Aliases();
    const key = {
      partition: [{ name: "PK", type: "S" as const }],
      sort: [{ name: "SK", type: "S" as const }],
    };
    expect(
      renderCondition(parseKeyCondition("PK = 'a' and begins_with(SK, 'b')", key), aliases),
    ).toBe("#n0 = :v0 AND begins_with(#n1, :v1)");
    expect(
      renderCondition(parseCondition("Status.PK[2] = 'a' or size(Status) in (1, 2)"), aliases),
    ).toBe("#n2.#n0[2] = :v0 OR size(#n2) IN (:v2, :v3)");
    expect(renderProjection(parseProjection("PK, Status"), aliases)).toBe("#n0, #n2");
    expect(aliases.members()).toEqual({
      ExpressionAttributeNames: { "#n0": "PK", "#n1": "SK", "#n2": "Status" },
      ExpressionAttributeValues: {
        ":v0": { S: "a" },
        ":v1": { S: "b" },
        ":v2": { N: "1" },
        ":v3": { N: "2" },
      },
    });
  });

  test("members that would be empty are absent", () => {
    const aliases = new Aliases();
    expect(aliases.members()).toEqual({});
    expect(renderCondition(parseCondition("attribute_exists(a)"), aliases)).toBe(
      "attribute_exists(#n0)",
    );
    expect(aliases.members()).toEqual({ ExpressionAttributeNames: { "#n0": "a" } });
  });

  test("`__proto__` is a name like others", () => {
    const aliases = new Aliases();
    renderProjection(parseProjection("__proto__, constructor"), aliases);
    expect([...aliases.names.values()]).toEqual(["__proto__", "constructor"]);
  });

  test("parentheses stand where they are needed, and nowhere else", () => {
    const text = "not (a = 1 and (b = 1 or (c = 1))) and ((d = 1 and e = 1))";
    expect(renderCondition(parseCondition(text), new Aliases())).toBe(
      "NOT (#n0 = :v0 AND (#n1 = :v0 OR #n2 = :v0)) AND #n3 = :v0 AND #n4 = :v0",
    );
  });

  test("an update has each of its clauses once", () => {
    const text = "SET a = if_not_exists(a, 0) + 1 ADD b 1 SET c = list_append(c, ['x']) REMOVE d";
    expect(renderUpdate(parseUpdate(text), new Aliases())).toBe(
      "SET #n0 = if_not_exists(#n0, :v0) + :v1, #n1 = list_append(#n1, :v2) REMOVE #n2 ADD #n3 :v1",
    );
  });

  test("parameters are filled by the caller, each for itself, and not forgotten", () => {
    const aliases = new Aliases();
    const condition = parseCondition("a = ${x} or b = ${x} or c = '${x}' or d = 1", {
      parameters: true,
    });
    expect(renderCondition(condition, aliases)).toBe(
      "#n0 = :v0 OR #n1 = :v1 OR #n2 = :v2 OR #n3 = :v3",
    );
    expect(aliases.members(({ source }) => source).ExpressionAttributeValues).toEqual({
      ":v0": "${x}",
      ":v1": "${x}",
      ":v2": "${''}${x}",
      ":v3": { N: "1" },
    });
    expect(() => aliases.members()).toThrow("nothing fills ${x}");
  });
});
