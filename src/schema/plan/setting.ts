/**
 * A global index or one of its settings, as changes and steps name it. Names with dots are in
 * quotes, which no name has, so that no two settings share a name.
 */
export function indexSetting(index: string, member?: string): string {
  const name = index.includes(".") ? `"${index}"` : index;
  return member === undefined ? `indexes.${name}` : `indexes.${name}.${member}`;
}
