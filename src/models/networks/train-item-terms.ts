import type { Csr } from "../../data/csr.ts";
import type { ItemTable } from "../../data/items.ts";
import { DataError } from "../../errors.ts";
import { type ItemTextOptions, itemVectors } from "../text/item-vectors.ts";

/**
 * The terms of items as networks read them, items × terms: single words with sublinear weights, without stop words. Throws what
 * itemVectors throws, and DataError `no-text` where no term is left.
 */
export function networkTerms(
  model: string,
  items: ItemTable,
  { columns, language, minDocumentFrequency }: Pick<ItemTextOptions, "columns" | "language" | "minDocumentFrequency">,
): Csr {
  const reading = { ngrams: [1, 1], stopWords: "auto", sublinear: true } as const;
  const { vectors } = itemVectors(model, items, { ...reading, columns, language, minDocumentFrequency });
  if (vectors.columnCount > 0) return vectors;
  throw new DataError(
    "no-text",
    `${model}: minDocumentFrequency: expected terms in ${minDocumentFrequency} items or more, got none; lower it, or name other columns`,
  );
}
