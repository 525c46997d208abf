const thousands = /\B(?=(\d{3})+$)/g;

/** A count, rounded, with thousands separators: `84,014`. */
export function formatCount(count: number): string {
  const digits = Math.abs(count).toFixed(0).replace(thousands, ",");
  return count < 0 && digits !== "0" ? `-${digits}` : digits;
}

/** `1 check`, `2,000 checks` */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${formatCount(count)} ${noun}s`;
}

/** Milliseconds in three significant digits, without the unit: `0.512`, `6.04`, `117`, `1,204`. */
export function formatMs(ms: number): string {
  return threeDigits(ms);
}

/** A quantity in three significant digits, without needless zeros: `0.5`, `12.3`, `8,401`. */
export function formatFigure(value: number): string {
  return shorten(threeDigits(value));
}

/** Something a second: `8,401/s`, `0.5/s`. */
export function formatRate(perSecond: number): string {
  return `${formatFigure(perSecond)}/s`;
}

/** A share of 1 in percent: `0 %`, `0.12 %`, `61 %`. */
export function formatPercent(share: number): string {
  return `${formatFigure(share * 100)} %`;
}

/** A length of time in the two largest units that matter: `350 ms`, `1.4 s`, `2 min 5 s`, `3 h`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0 s";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${shorten((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, "min", "s");
  return twoUnits(Math.round(seconds / 60), 60, "h", "min");
}

/** How long ago, in the largest unit that matters: `a moment ago`, `3 hours ago`, `12 days ago`. */
export function formatAgo(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const days = Math.round(minutes / 1440);
  if (minutes < 1) return "a moment ago";
  if (minutes < 60) return `${counted(minutes, "minute")} ago`;
  if (minutes < 48 * 60) return `${counted(Math.round(minutes / 60), "hour")} ago`;
  return days < 730
    ? `${counted(days, "day")} ago`
    : `${counted(Math.floor(days / 365), "year")} ago`;
}

/** A size in units of 1,024, as DynamoDB counts: `512 B`, `1.5 KB`, `20 MB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (size < 999.5) return `${unit === "B" ? Math.round(size) : formatFigure(size)} ${unit}`;
    size /= 1024;
  }
  return `${formatFigure(size)} TB`;
}

/** Three significant digits, at most three of them decimals, never an exponent. */
function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 99.95) return formatCount(value);
  return value.toFixed(size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

function shorten(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

function twoUnits(count: number, base: number, large: string, small: string): string {
  const rest = count % base;
  const whole = `${formatCount(Math.floor(count / base))} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
