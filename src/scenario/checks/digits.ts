import { ExactNumber } from "../../template/scope.ts";
import { compileValue } from "../../template/template.ts";
import { jsonNumber, numberProblem } from "../../values/number.ts";
import type { Part } from "../part.ts";

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A number with all the digits that the file has, or the value of a constant template; undefined when
 * it is neither, which is noted.
 */
export function readDigits(part: Part): string | undefined {
  const { data, source = "" } = part;
  if (typeof data === "string") return fromTemplate(part, data);
  if (typeof data !== "number" && typeof data !== "bigint") return undefined;
  // Written in another way, such as 0x10, it is what YAML makes of it.
  return checked(part, decimal.test(source) ? source : String(data));
}

function fromTemplate(part: Part, text: string): string | undefined {
  if (decimal.test(text.trim())) return checked(part, text.trim());
  let right = true;
  const { constant } = compileValue(text, {
    stream: "checks",
    onProblem: ({ message, offset, hint }) => {
      right = false;
      part.problem(message, { offset, hint });
    },
  });
  if (!right) return undefined;
  if (typeof constant === "number") return checked(part, String(constant));
  if (constant instanceof ExactNumber) return checked(part, constant.text);
  part.problem("expected a number, or a constant template that gives one", {
    hint: "such as 1000000 or ${1000 * 550}",
  });
  return undefined;
}

function checked(part: Part, text: string): string | undefined {
  const problem = numberProblem(text);
  if (problem === undefined) return jsonNumber(text);
  part.problem(`${text} ${problem}`);
  return undefined;
}

/** `1,000,000.25`; numbers with an exponent are left as they are. */
export function groupDigits(text: string): string {
  const [, sign = "", whole, rest = ""] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest}`;
}
