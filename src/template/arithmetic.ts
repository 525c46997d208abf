import type { Operator } from "./ast.ts";
import { type Compiled, describe, type Evaluator, textOf } from "./evaluator.ts";
import { numberValue } from "./exact.ts";
import { evaluationError } from "./fault.ts";
import { ExactNumber, type TemplateValue } from "./scope.ts";

type Calculation = (left: number, right: number) => number;

const calculations = {
  "+": (left, right) => whole(left + right),
  "-": (left, right) => whole(left - right),
  "*": (left, right) => whole(left * right),
  "/": (left, right) => whole(left / nonZero(right)),
  "%": (left, right) => whole(left % nonZero(right)),
} satisfies Record<Operator, Calculation>;

/** `left operator right`; `+` joins texts where one side is one. */
export function binary(operator: Operator, left: Compiled, right: Compiled): Compiled {
  const calculate = calculations[operator];
  const numbers = left.type === "number" && right.type === "number";
  if (operator !== "+" || numbers) {
    const [first, second] = [numeric(left), numeric(right)];
    return { type: "number", evaluate: scope => calculate(first(scope), second(scope)) };
  }
  const { evaluate: first } = left;
  const { evaluate: second } = right;
  if (isText(left) || isText(right)) {
    return { type: "string", evaluate: scope => textOf(first(scope)) + textOf(second(scope)) };
  }
  return {
    type: "any",
    evaluate: scope => {
      const [a, b] = [first(scope), second(scope)];
      if (typeof a === "string" || typeof b === "string") return textOf(a) + textOf(b);
      return calculate(numberOf(a), numberOf(b));
    },
  };
}

export function negate(operand: Compiled): Compiled {
  if (operand.type === "number") {
    const { evaluate } = operand;
    return { type: "number", evaluate: scope => -evaluate(scope) };
  }
  const { evaluate } = operand;
  return {
    type: "any",
    evaluate: scope => {
      const value = evaluate(scope);
      if (!(value instanceof ExactNumber)) return -numberOf(value);
      const { text } = value;
      return new ExactNumber(text.startsWith("-") ? text.slice(1) : `-${text}`);
    },
  };
}

function numeric(operand: Compiled): Evaluator<number> {
  if (operand.type === "number") return operand.evaluate;
  const { evaluate } = operand;
  return scope => numberOf(evaluate(scope));
}

function isText({ type }: Compiled): boolean {
  return type === "plain" || type === "string";
}

function numberOf(value: TemplateValue): number {
  if (typeof value === "number") return value;
  if (value instanceof ExactNumber) {
    // What was read from a table may have few digits in a form of its own, such as 5.0.
    const short = numberValue(value.text);
    if (typeof short === "number") return short;
    throw evaluationError(
      `${value.text} has more digits than arithmetic keeps`,
      "arithmetic is exact to 2^53; write the number without arithmetic to keep its digits",
    );
  }
  throw evaluationError(`arithmetic needs numbers, not ${describe(value)}`);
}

function nonZero(divisor: number): number {
  if (divisor === 0) throw evaluationError("division by zero");
  return divisor;
}

/** Integers that doubles cannot tell apart are an error, not a guess. */
function whole(result: number): number {
  if (Number.isSafeInteger(result)) return result;
  if (Number.isFinite(result) && !Number.isInteger(result)) return result;
  throw evaluationError(
    "the result of the arithmetic is beyond 2^53",
    "integers up to 9007199254740991 are exact",
  );
}
