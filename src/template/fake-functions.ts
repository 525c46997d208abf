import { didYouMean } from "../config/suggest.ts";
import type { Arguments } from "./arguments.ts";
import { textOf } from "./evaluator.ts";
import { type FakeMethod, fakes } from "./faker.ts";
import { evaluationError, TemplateFault } from "./fault.ts";
import type { TemplateFunction } from "./function.ts";
import { ExactNumber, type TemplateValue } from "./scope.ts";

export const fakeFunctions = {
  fake: {
    signature: "fake(what, …)",
    arity: [1, 4],
    source: "random",
    compile: call => {
      const { what, method } = chosen(call);
      const values = call.all().slice(1);
      const random = call.random();
      return {
        type: "any",
        evaluate: scope => {
          const given = values.map(({ evaluate }) => plain(evaluate(scope)));
          return drawn(what, () => fakes().draw(method, given, random(scope)));
        },
      };
    },
  },
} satisfies Record<string, TemplateFunction>;

function chosen(call: Arguments): { readonly what: string; readonly method: FakeMethod } {
  const what = call.constant(0);
  if (typeof what !== "string") {
    throw new TemplateFault(
      "fake(what, …): what must be a text as it stands",
      call.offset,
      example,
    );
  }
  const { methods } = fakes();
  const method = methods.get(what);
  if (method !== undefined) return { what, method };
  const meant = didYouMean(what, methods.keys());
  throw new TemplateFault(
    `fake(what, …): nothing is called ${JSON.stringify(what)}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    call.offset,
    example,
  );
}

const example =
  "such as fake('person.fullName') or fake('lorem.words', 5); all are on https://fakerjs.dev/api";

function plain(value: TemplateValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  return value instanceof ExactNumber ? Number(value.text) : textOf(value);
}

function drawn(what: string, draw: () => unknown): TemplateValue {
  let value: unknown;
  try {
    value = draw();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw evaluationError(`fake('${what}'): ${reason}`, "see https://fakerjs.dev/api");
  }
  return templateValue(value);
}

/** Moments as text, objects as maps. */
function templateValue(value: unknown): TemplateValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (typeof value === "bigint") return new ExactNumber(`${value}`);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(templateValue);
  if (typeof value !== "object" || value === null) return null;
  return new Map(Object.entries(value).map(([name, member]) => [name, templateValue(member)]));
}
