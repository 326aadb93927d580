/** Names of a catalogue's columns, as its manifest and the service's model have them. */
interface Columns {
  readonly categories: readonly string[];
  readonly numbers: readonly string[];
  readonly texts?: readonly string[] | undefined;
}

/** Of these fields those that a catalogue with such columns has: `image` and `link` whatever their columns are called (docs/data.md). */
export async function knownFields(
  names: readonly string[],
  { categories, numbers, texts = [] }: Columns,
): Promise<string[]> {
  const { addressColumn } = await import("../addresses.ts");
  const columns = new Set([...categories, ...numbers, ...texts]);
  const isAddress = (name: string): boolean =>
    (name === "image" || name === "link") && addressColumn(name, { categories, texts }) !== undefined;
  return names.filter((name) => columns.has(name) || isAddress(name));
}
