import { evaluationError } from "./fault.ts";
import type { TemplateFunction } from "./function.ts";
import { Zipf, zipf } from "./random.ts";

/** Powers of ten that decimals are rounded with. */
const decimals = { least: 0, most: 15 };

export const numberFunctions = {
  int: {
    signature: "int(low, high)",
    arity: [2, 2],
    source: "random",
    compile: call => {
      const low = call.integer(0);
      const high = call.ordered(low, call.integer(1));
      const random = call.random();
      return {
        type: "number",
        evaluate: scope => {
          const from = low(scope);
          const to = high(scope);
          if (to - from >= Number.MAX_SAFE_INTEGER)
            throw evaluationError("int: the range is over 2^53");
          return random(scope).integer(from, to);
        },
      };
    },
  },
  float: {
    signature: "float(low, high[, decimals])",
    arity: [2, 3],
    source: "random",
    compile: call => {
      const low = call.number(0);
      const high = call.ordered(low, call.number(1));
      const random = call.random();
      const draw = (scope: Parameters<typeof low>[0]) => {
        const from = low(scope);
        return from + random(scope).float() * (high(scope) - from);
      };
      if (call.count === 2) return { type: "number", evaluate: draw };
      const digits = call.integer(2, decimals);
      return { type: "number", evaluate: scope => rounded(draw(scope), digits(scope)) };
    },
  },
  zipf: {
    signature: "zipf(n[, theta])",
    arity: [1, 2],
    source: "random",
    compile: call => {
      const n = call.integer(0, { least: 1 });
      const theta = call.count === 2 ? call.number(1, { least: 0.01, most: 20 }) : () => 0.99;
      const random = call.random();
      const [size, exponent] = [call.constant(0), call.count === 2 ? call.constant(1) : 0.99];
      if (typeof size === "number" && typeof exponent === "number") {
        const ranks = new Zipf(size, exponent);
        return { type: "number", evaluate: scope => ranks.next(random(scope)) };
      }
      return { type: "number", evaluate: scope => zipf(random(scope), n(scope), theta(scope)) };
    },
  },
  bool: {
    signature: "bool([probability])",
    arity: [0, 1],
    source: "random",
    compile: call => {
      const probability = call.count === 1 ? call.number(0, { least: 0, most: 1 }) : () => 0.5;
      const random = call.random();
      return { type: "boolean", evaluate: scope => random(scope).float() < probability(scope) };
    },
  },
  round: {
    signature: "round(x[, decimals])",
    arity: [1, 2],
    source: "arguments",
    compile: call => {
      const x = call.number(0);
      const digits = call.count === 2 ? call.integer(1, decimals) : () => 0;
      return { type: "number", evaluate: scope => rounded(x(scope), digits(scope)) };
    },
  },
  floor: {
    signature: "floor(x)",
    arity: [1, 1],
    source: "arguments",
    compile: call => {
      const x = call.number(0);
      return { type: "number", evaluate: scope => Math.floor(x(scope)) };
    },
  },
  min: extreme("min(a, b, …)", Math.min),
  max: extreme("max(a, b, …)", Math.max),
} satisfies Record<string, TemplateFunction>;

function extreme(signature: string, choose: (a: number, b: number) => number): TemplateFunction {
  return {
    signature,
    arity: [1, Number.POSITIVE_INFINITY],
    source: "arguments",
    compile: call => {
      const first = call.number(0);
      const rest = Array.from({ length: call.count - 1 }, (_, at) => call.number(at + 1));
      return {
        type: "number",
        evaluate: scope => rest.reduce((best, each) => choose(best, each(scope)), first(scope)),
      };
    },
  };
}

/** Half up. Where the scale would lose digits, the number has no such decimals to round. */
function rounded(x: number, digits: number): number {
  const scale = 10 ** digits;
  const scaled = x * scale;
  return Math.abs(scaled) < Number.MAX_SAFE_INTEGER ? Math.round(scaled) / scale : x;
}
