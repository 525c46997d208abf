/** Factors to milliseconds of the units that latencies are written in. */
export const latencyUnitsMs: ReadonlyMap<string, number> = new Map([
  ["us", 1 / 1_000],
  ["µs", 1 / 1_000],
  ["ms", 1],
  ["s", 1_000],
]);

/** How many times a second `1/unit` is. */
const perSecond: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 1 / 60],
  ["h", 1 / 3_600],
]);

const amount = /^(\d+(?:\.\d+)?|\.\d+)\s*(.*)$/s;

/** More a second than any load is. */
const mostPerSecond = 1e9;

/** What a rate looks like, for messages. */
export const rateForm = "a rate such as 2000/s or 300/m";
/** What a latency looks like, for messages. */
export const latencyForm = "a time such as 800us, 15ms or 1.5s";

/** Splits `1.5s` into 1.5 and `s`; undefined when it does not begin with a number. */
function parseAmount(text: string): { readonly value: number; readonly unit: string } | undefined {
  const [, digits, unit = ""] = amount.exec(text.trim()) ?? [];
  const value = Number(digits);
  return digits !== undefined && Number.isFinite(value) ? { value, unit } : undefined;
}

/** `2000/s`, `300/m`, `1/h`, or `2000`, which is a second, as a number a second; undefined when it is no rate. */
export function parseRate(text: string): number | undefined {
  const { value, unit } = parseAmount(text) ?? {};
  const factor =
    unit === "" ? 1 : unit?.startsWith("/") ? perSecond.get(unit.slice(1).trim()) : undefined;
  if (value === undefined || factor === undefined) return undefined;
  const rate = value * factor;
  return rate <= mostPerSecond ? rate : undefined;
}

/** `800us`, `15ms`, `1.5s` in milliseconds, fractions kept; undefined when it is no time. */
export function parseLatencyMs(text: string): number | undefined {
  const { value, unit = "" } = parseAmount(text) ?? {};
  const factor = latencyUnitsMs.get(unit);
  return value === undefined || factor === undefined ? undefined : value * factor;
}
