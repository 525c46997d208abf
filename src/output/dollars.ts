/** `about $12.50`; what is small in a figure that is no zero. */
export function dollarsText(sum: number): string {
  if (sum < 0.0001) return "less than $0.0001";
  const decimals = sum < 0.01 ? 4 : 2;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `about $${sum.toLocaleString("en-US", digits)}`;
}
