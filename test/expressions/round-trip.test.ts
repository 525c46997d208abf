import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DynError } from "../../src/errors.ts";
import {
  parseCondition,
  parseKeyCondition,
  parseProjection,
  parseUpdate,
  parseValue,
} from "../../src/expressions/parse.ts";
import {
  renderCondition,
  renderOperand,
  renderProjection,
  renderUpdate,
} from "../../src/expressions/render.ts";
import { inPlace } from "../../src/expressions/written.ts";
import { attributeValues } from "../values/arbitrary.ts";
import { conditions, projections, updates } from "./arbitrary.ts";

describe("an expression written out and parsed is the same", () => {
  test("condition", () => {
    fc.assert(
      fc.property(conditions, condition => {
        expect(parseCondition(renderCondition(condition, inPlace))).toEqual(condition);
      }),
      { numRuns: 300 },
    );
  });

  test("projection", () => {
    fc.assert(
      fc.property(projections, projection => {
        expect(parseProjection(renderProjection(projection, inPlace))).toEqual(projection);
      }),
    );
  });

  test("update", () => {
    fc.assert(
      fc.property(updates, update => {
        expect(parseUpdate(renderUpdate(update, inPlace))).toEqual(update);
      }),
    );
  });
});

test("literals in place keep their values", () => {
  fc.assert(
    fc.property(attributeValues, value => {
      fc.pre(!/"N":"|"NS"/.test(JSON.stringify(value)));
      expect(parseValue(renderOperand({ kind: "literal", value }, inPlace))).toEqual(value);
    }),
  );
});

test("no text makes a parser fail in an unknown way", () => {
  const pieces = fc.constantFrom(
    ...["a", "and", "or", "not", "(", ")", "[", "]", "{", "}", "<<", ">>", "<", "=", ",", ".", ":"],
    ...["'", '"', "`", "''", "${", "}", "1", "1e999", "-", "+", "b64'", "size(", "in", "between"],
    ...["SET", "ADD", "list_append(", "begins_with(", " ", "\n", "#", "\u0000", "\ud800", "é", "𝒳"],
  );
  const text = fc.array(pieces, { maxLength: 12 }).map(list => list.join(""));
  const key = {
    partition: [{ name: "a", type: "S" as const }],
    sort: [{ name: "b", type: "N" as const }],
  };
  fc.assert(
    fc.property(text, fc.boolean(), (source, parameters) => {
      for (const parse of [
        () => parseCondition(source, { parameters }),
        () => parseKeyCondition(source, key, { parameters }),
        () => parseProjection(source),
        () => parseUpdate(source, { parameters }),
        () => parseValue(source),
      ]) {
        try {
          parse();
        } catch (error) {
          expect(error).toBeInstanceOf(DynError);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
