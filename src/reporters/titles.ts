import type { Result } from "../engine/result.ts";

/**
 * A title for each of several results that stand together: its scenario, and what tells it from
 * others of the same scenario: the client, the target, the shard, or else its number.
 */
export function titles(results: readonly Result[]): readonly string[] {
  const traits: readonly ((result: Result) => string)[] = [
    ({ client }) => client,
    ({ target }) => target,
    ({ load: { shard } }) => (shard === null ? "whole" : `shard ${shard.index} of ${shard.of}`),
  ];
  return results.map(result => {
    const alike = results.filter(({ scenario }) => scenario === result.scenario);
    if (alike.length === 1) return result.scenario;
    const telling = traits.filter(trait => new Set(alike.map(trait)).size > 1);
    const said = telling.map(trait => trait(result));
    const same = alike.filter(other => telling.every(trait => trait(other) === trait(result)));
    if (same.length > 1) said.push(`run ${same.indexOf(result) + 1}`);
    return `${result.scenario} · ${said.join(" · ")}`;
  });
}
