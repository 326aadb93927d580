import { transpose } from "../../data/csr.ts";
import type { ItemTable } from "../../data/items.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { checkTermColumns } from "../text/item-terms.ts";
import { itemVectors } from "../text/item-vectors.ts";
import type { TfIdfVectors } from "../text/tf-idf-vectors.ts";
import { trainable } from "../train-model.ts";
import { gatherRows } from "../weight-rows.ts";
import { createTermScores, TERMS } from "./term-scores.ts";
import { readNgrams, type TfIdfOptions, tfIdf } from "./tf-idf.ts";

/** Rows of weights that are gathered together. */
const ROWS_AT_A_TIME = 64;

/**
 * Counts the terms of every row of the item table. The weights between all items are more than the vectors, so that rows of
 * them are computed when an artefact asks. Throws OptionsError `unknown-column`, DataError `no-text`.
 */
export const trainTfIdf = trainable(tfIdf, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  checkColumns: ({ columns }, { items }) => checkTermColumns(tfIdf.name, items, columns),
  fit: ({ items }, options) => {
    const itemCount = items.itemIds.size;
    const itemsOfTerm = transpose(textVectors(items, options).vectors);
    const scoresOf = createTermScores(itemsOfTerm);
    const one = Float32Array.of(1);
    return {
      options,
      state: csrState(TERMS, itemsOfTerm),
      weightRows: {
        rowsAtATime: ROWS_AT_A_TIME,
        rows: (start, end) => gatherRows(start, end, itemCount, (item) => scoresOf(Uint32Array.of(item), one)),
      },
    };
  },
});

/** The texts of a catalogue as the vectors of tf-idf. Errors: those of itemVectors. */
export function textVectors(items: ItemTable, options: TfIdfOptions): TfIdfVectors {
  return itemVectors(tfIdf.name, items, { ...options, ngrams: readNgrams("ngrams", options.ngrams) });
}
