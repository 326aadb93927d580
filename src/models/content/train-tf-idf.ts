import { transpose } from "../../data/csr.ts";
import type { ItemTable } from "../../data/items.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { checkTermColumns, itemTerms } from "../text/item-terms.ts";
import { STOP_WORDS_OF_CODE, stopWords } from "../text/stop-words.ts";
import { type TfIdfVectors, tfIdfVectors } from "../text/tf-idf-vectors.ts";
import { createTokeniser, primaryCode } from "../text/tokens.ts";
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
  checkColumns: ({ columns }, { items }) => checkTermColumns(items, columns),
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

/** The texts of a catalogue as vectors of unit length, items × terms; a row without entries for an item without text. */
export function textVectors(items: ItemTable, options: TfIdfOptions): TfIdfVectors {
  const tokenise = createTokeniser({
    language: options.language,
    stopWords: wordsLeftOut(options),
    ngrams: readNgrams("ngrams", options.ngrams),
  });
  return tfIdfVectors(items.itemIds.size, itemTerms(items, options.columns, tokenise, options.language), options);
}

function wordsLeftOut({ stopWords: name, language }: TfIdfOptions): ReadonlySet<string> {
  const list = name === "auto" ? STOP_WORDS_OF_CODE.get(primaryCode(language)) : name;
  return list === undefined || list === "none" ? new Set() : stopWords(list);
}
