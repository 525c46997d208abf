/** A figure of a result: what is beyond three decimals is noise that only makes files longer. */
export function roundFigure(value: number): number {
  return Math.round(value * 1000) / 1000;
}
