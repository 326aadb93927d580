import type { ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/**
 * Columns of texts that are kept to be shown: those of addresses, then prose in the order asked for. A column that is kept anyway may
 * be named as well. Throws OptionsError `unknown-column` for one that the catalogue does not have.
 */
export function keptTexts(
  { categories, numbers, texts, addresses = new Map() }: ItemTable,
  keep: readonly string[],
): Map<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>(addresses);
  for (const name of keep) {
    const text = texts.get(name);
    if (text) kept.set(name, text);
    else if (!kept.has(name) && !categories.has(name) && !numbers.has(name)) {
      const known = [...texts.keys(), ...categories.keys(), ...numbers.keys(), ...addresses.keys()];
      const expected = `--keep: expected columns of the catalogue: ${known.join(", ") || "it has none"}`;
      throw new OptionsError("unknown-column", `${expected}; got ${JSON.stringify(name)}${didYouMean(name, known)}`);
    }
  }
  return kept;
}
