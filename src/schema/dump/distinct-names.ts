/** The same names in their order, with a number behind those that came before. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let distinct = name;
    for (let next = 2; taken.has(distinct); next++) distinct = `${name}${next}`;
    taken.add(distinct);
    return distinct;
  });
}
