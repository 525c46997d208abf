import { durationForm, parseDuration } from "../config/duration.ts";
import { evaluationError } from "./fault.ts";
import type { TemplateFunction } from "./function.ts";

const dayMs = 86_400_000;
const calendarDate = /^\d{4}-\d\d-\d\d$/;
const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

export const timeFunctions = {
  date: {
    signature: "date(from, to)",
    arity: [2, 2],
    source: "random",
    compile: call => {
      const from = call.parsed(0, dateForm, moment);
      const to = call.parsed(1, dateForm, moment);
      const random = call.random();
      return {
        type: "plain",
        evaluate: scope => {
          const [first, last] = [from(scope), to(scope)];
          if (first.ms > last.ms) throw evaluationError("date(from, to): from is after to");
          const drawn = random(scope);
          if (first.whole && last.whole) {
            const day = drawn.integer(0, (last.ms - first.ms) / dayMs);
            return new Date(first.ms + day * dayMs).toISOString().slice(0, 10);
          }
          return new Date(drawn.integer(first.ms, last.ms)).toISOString();
        },
      };
    },
  },
  now: {
    signature: "now()",
    arity: [0, 0],
    source: "clock",
    compile: () => ({ type: "number", evaluate: scope => Math.floor(scope.now()) }),
  },
  isoNow: {
    signature: "isoNow()",
    arity: [0, 0],
    source: "clock",
    compile: () => ({ type: "plain", evaluate: scope => new Date(scope.now()).toISOString() }),
  },
  epochSeconds: {
    signature: "epochSeconds([offset])",
    arity: [0, 1],
    source: "clock",
    compile: call => {
      const offsetMs = call.count === 1 ? call.parsed(0, offsetForm, signedDuration) : () => 0;
      return {
        type: "number",
        evaluate: scope => Math.floor((scope.now() + offsetMs(scope)) / 1_000),
      };
    },
  },
} satisfies Record<string, TemplateFunction>;

const dateForm = "a date such as '2024-05-31' or '2024-05-31T12:00:00Z'";
const offsetForm = `${durationForm}, or one with a minus before it`;

interface Moment {
  readonly ms: number;
  /** A calendar date, without a time of day. */
  readonly whole: boolean;
}

function moment(text: string): Moment | undefined {
  if (!instant.test(text)) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const whole = calendarDate.test(text);
  // Date.parse takes 30 February for 1 March.
  if (whole && !new Date(ms).toISOString().startsWith(text)) return undefined;
  return { ms, whole };
}

function signedDuration(text: string): number | undefined {
  const [, sign, rest = ""] = /^\s*([+-]?)(.*)$/s.exec(text) ?? [];
  const durationMs = parseDuration(rest);
  return durationMs !== undefined && sign === "-" ? -durationMs : durationMs;
}
