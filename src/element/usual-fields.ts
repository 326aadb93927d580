/** Columns that a catalogue has, by what they hold. */
interface Columns {
  readonly categories: readonly string[];
  readonly numbers: readonly string[];
  readonly texts?: readonly string[] | undefined;
}

/**
 * Of the fields that a card shows, those that a catalogue has. Pictures and links count as `image` and `link` whatever their columns are
 * called; the usual names of those (addresses.ts) are fetched for a catalogue that has no columns of just these names.
 */
export async function usualFieldsOf(names: readonly string[], columns: Columns): Promise<readonly string[]> {
  const known = new Set([...columns.categories, ...columns.numbers, ...(columns.texts ?? [])]);
  if (names.every((name) => known.has(name))) return names;
  const { addressColumn } = await import("../addresses.ts");
  const isThere = (name: string): boolean => (name === "image" || name === "link") && !!addressColumn(name, columns);
  return names.filter((name) => known.has(name) || isThere(name));
}
