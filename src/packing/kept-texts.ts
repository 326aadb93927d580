import type { ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/**
 * Columns of prose that are kept to be shown, in the order asked for. A column that is kept anyway, of texts or numbers, may be
 * named as well. Throws OptionsError `unknown-column` for one that the catalogue does not have.
 */
export function keptTexts(
  { categories, numbers, texts }: ItemTable,
  keep: readonly string[],
): Map<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const name of keep) {
    const text = texts.get(name);
    if (text) kept.set(name, text);
    else if (!categories.has(name) && !numbers.has(name)) {
      const known = [...texts.keys(), ...categories.keys(), ...numbers.keys()];
      const expected = `--keep: expected columns of the catalogue: ${known.join(", ") || "it has none"}`;
      throw new OptionsError("unknown-column", `${expected}; got ${JSON.stringify(name)}${didYouMean(name, known)}`);
    }
  }
  return kept;
}
