/**
 * One measured figure beside its goal.
 * @typedef {object} Figure
 * @property {string} what what was measured
 * @property {string} value as it is printed, with its unit
 * @property {string} goal as it is printed
 * @property {boolean} ok whether the goal was reached
 * @property {string} [detail] the figures it was made of
 */

/**
 * A figure that this machine cannot give; no goal is missed.
 * @param {string} what
 * @param {string} why
 * @returns {Figure}
 */
export function figureSkipped(what, why) {
  return { what, value: "left out", goal: "none here", ok: true, detail: why };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
