import type { ItemTable } from "../../data/items.ts";
import { itemTerms } from "./item-terms.ts";
import type { StopWordLanguage } from "./stop-word-languages.ts";
import { STOP_WORDS_OF_CODE, stopWords } from "./stop-words.ts";
import { type TfIdfVectors, type TfIdfWeighting, tfIdfVectors } from "./tf-idf-vectors.ts";
import { createTokeniser, primaryCode } from "./tokens.ts";

/** Which texts of a catalogue are read, and how. */
export interface ItemTextOptions extends TfIdfWeighting {
  /** `auto`, or names of columns separated by commas. */
  readonly columns: string;
  readonly ngrams: readonly [shortest: number, longest: number];
  readonly stopWords: "auto" | "none" | StopWordLanguage;
  readonly language: string;
}

/**
 * The texts of a catalogue as vectors of unit length, items × terms; a row without entries for an item without text. `model`
 * asks, in messages. Throws OptionsError `unknown-column`, DataError `no-text`.
 */
export function itemVectors(model: string, items: ItemTable, options: ItemTextOptions): TfIdfVectors {
  const { columns, language, ngrams } = options;
  const tokenise = createTokeniser({ language, stopWords: wordsLeftOut(options), ngrams });
  return tfIdfVectors(items.itemIds.size, itemTerms(model, items, columns, tokenise, language), options);
}

function wordsLeftOut({ stopWords: name, language }: ItemTextOptions): ReadonlySet<string> {
  const list = name === "auto" ? STOP_WORDS_OF_CODE.get(primaryCode(language)) : name;
  return list === undefined || list === "none" ? new Set() : stopWords(list);
}
