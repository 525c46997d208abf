/** Turns a fraction in [0, 1) into a position, each as likely as its share of the weights. */
export function weightedChoice(weights: readonly number[]): (fraction: number) => number {
  let sum = 0;
  const bounds = weights.map(weight => {
    sum += weight;
    return sum;
  });
  const last = bounds.findLastIndex((bound, position) => bound > (bounds[position - 1] ?? 0));
  return fraction => {
    const point = fraction * sum;
    const position = bounds.findIndex(bound => point < bound);
    return position === -1 ? last : position;
  };
}
