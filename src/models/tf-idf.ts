import { checkInteger, checkOneOf, show } from "../check.ts";
import { type Csr, rowIndices, rowValues, transpose } from "../data/csr.ts";
import type { ItemTable } from "../data/items.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import { aboveMean, HISTORY_WEIGHTINGS, type HistoryWeighting, ones, weighsAboveMean } from "./history-weights.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { popularItems, withPopularTails } from "./popular-tail.ts";
import { selectTop } from "./select-top.ts";
import { ALL_COLUMNS, itemTerms } from "./text/item-terms.ts";
import { STOP_WORD_LANGUAGES, STOP_WORDS_OF_CODE, type StopWordLanguage, stopWords } from "./text/stop-words.ts";
import { tfIdfVectors } from "./text/tf-idf-vectors.ts";
import { checkLanguage, createTokeniser, primaryCode } from "./text/tokens.ts";
import { gatherRows, type WeightRowsModel } from "./weight-rows.ts";

/**
 * Items described alike: cosine between texts whose terms count the more the fewer items have them.
 *
 *   x_it = tf(i, t) · (1 + ln((1 + n) / (1 + n_t))),   v_i = x_i / ‖x_i‖
 *   similarity(i, j) = v_i · v_j
 *   score(u, i) = v_i · p / ‖p‖,   p = Σ_(j∈S_u) w_uj v_j
 *
 * tf is the count of term t in the text of i, or 1 + ln(count); n items, n_t of them with t. There is nothing to train but
 * the counts, and no interaction is looked at: an item that nobody has taken is ranked like any other.
 *
 * A user is folded in as p, the mean of what they have, up to its length. w_uj = 1 (binary), or by how much they rated j
 * above their own mean, and 0 for what they rated below (above-mean); where all their ratings are equal, 1.
 * Items that share no term with the history are ranked by popularity (models/popular-tail.ts), and so are all of them for a
 * user without history.
 *
 * Up to ‖p‖, one number for a whole list, the score is that of a matrix of weights between items, B_ji = similarity(i, j); so
 * it is served (models/weight-rows.ts).
 *
 * Source: Salton & Buckley 1988; the formula is that of scikit-learn's TfidfVectorizer (smooth_idf, norm l2).
 */
export interface TfIdfOptions {
  /** `auto` for every column with text, or names separated by commas: title, prose, categories. */
  readonly columns: string;
  /** Runs of words that are terms, shortest and longest: `1..1`, `1..2`. */
  readonly ngrams: string;
  /** The list of words left out: a language, `none`, or `auto` for the list of `language` where there is one. */
  readonly stopWords: "auto" | "none" | StopWordLanguage;
  /** BCP 47 code of the language of the texts. */
  readonly language: string;
  /** Terms that fewer items have are left out. */
  readonly minDocumentFrequency: number;
  /** 1 + ln(count) in place of the count. */
  readonly sublinear: boolean;
  /** How ratings weigh a history; `auto` is above-mean for ratings and binary otherwise. */
  readonly weighting: HistoryWeighting;
}

/** Defaults of every option. */
export const TF_IDF_DEFAULTS: TfIdfOptions = {
  columns: ALL_COLUMNS,
  ngrams: "1..1",
  stopWords: "auto",
  language: "en",
  minDocumentFrequency: 1,
  sublinear: false,
  weighting: "auto",
};

const KIND = "tf-idf";
const LONGEST_NGRAM = 5;
const MAXIMUM_LENGTH = 0x7fff_ffff;
const ONE = Float32Array.of(1);

const READERS: { readonly [Key in keyof TfIdfOptions]: OptionReader<TfIdfOptions[Key]> } = {
  columns: (name, value) => {
    if (typeof value === "string" && value.split(",").every((column) => column.trim() !== "")) return value;
    throw new RangeError(
      `${name}: expected ${ALL_COLUMNS}, or names of columns separated by commas; got ${show(value)}`,
    );
  },
  ngrams: (name, value) => {
    const [shortest, longest] = readRange(name, value);
    return `${shortest}..${longest}`;
  },
  stopWords: (name, value) => checkOneOf(name, value, ["auto", "none", ...STOP_WORD_LANGUAGES]),
  language: checkLanguage,
  minDocumentFrequency: (name, value) => checkInteger(name, value, 1, 0xffff_ffff),
  sublinear: (name, value) => checkOneOf(name, String(value), ["true", "false"]) === "true",
  weighting: (name, value) => checkOneOf(name, value, HISTORY_WEIGHTINGS),
};

/** `1..2`, or `2` for 2 alone. */
function readRange(name: string, value: unknown): readonly [number, number] {
  const [first, last] = /^([1-9])(?:\.\.([1-9]))?$/.exec(String(value))?.slice(1) ?? [];
  const [shortest, longest] = [Number(first), Number(last ?? first)];
  if (shortest <= longest && longest <= LONGEST_NGRAM) return [shortest, longest];
  throw new RangeError(
    `${name}: expected a range of lengths from 1 to ${LONGEST_NGRAM} such as 1..2, shortest first; got ${show(value)}`,
  );
}

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function tfIdfOptions(given: Readonly<Record<string, unknown>>): TfIdfOptions {
  return readOptions(KIND, TF_IDF_DEFAULTS, READERS, given);
}

/** An item beside another. */
export interface SimilarItem {
  readonly item: number;
  /** Cosine, 0 … 1. */
  readonly similarity: number;
}

/** Vectors of all items of a table, and the rankings that follow from them. */
export interface TfIdfModel extends WeightRowsModel {
  readonly kind: "tf-idf";
  /** items × terms, rows of unit length; a row without entries for an item without text. */
  readonly vectors: Csr;
  /** By column of the vectors. */
  readonly terms: readonly string[];
  /** The k items most like one, itself left out: similarity descending, then index ascending. O(entries of its terms). */
  similarItems(item: number, k: number): SimilarItem[];
}

/** What the model is told beside the items. */
export interface TfIdfContext {
  /** f32[items]: interactions of each item, for users without history; all 0 where there are none. */
  readonly popularity: Float32Array;
  /** Whether histories hold ratings; decides what the weighting `auto` is. */
  readonly explicit: boolean;
}

/**
 * Makes the model of every row of an item table. Throws OptionsError `unknown-column`, DataError `no-text`.
 * A user costs O(items that share a term with their history, once a term) + O(items · log k).
 */
export function createTfIdfModel(items: ItemTable, options: TfIdfOptions, context: TfIdfContext): TfIdfModel {
  const { popularity, explicit } = context;
  const itemCount = items.itemIds.size;
  const tokenise = createTokeniser({
    language: options.language,
    stopWords: listOf(options),
    ngrams: readRange("ngrams", options.ngrams),
  });
  const termsOf = itemTerms(items, options.columns, tokenise, options.language);
  const { vectors, terms } = tfIdfVectors(itemCount, termsOf, options);
  const itemsOfTerm = transpose(vectors);
  const weigh = weighsAboveMean(options.weighting, explicit) ? aboveMean : ones;
  const popular = popularItems(popularity);
  const profile = new Float64Array(terms.length);
  const sums = new Float64Array(itemCount);
  const scores = new Float32Array(itemCount);
  const isOwn = new Uint8Array(itemCount);

  /** Writes the cosine between each item and the weighted sum of `own` into `scores`; false where that sum is 0. */
  const score = (own: Uint32Array, weights: ArrayLike<number>): boolean => {
    const touched: number[] = [];
    for (let place = 0; place < own.length; place++) {
      const weight = weights[place]!;
      if (weight === 0) continue;
      const item = own[place]!;
      for (let at = vectors.offsets[item]!; at < vectors.offsets[item + 1]!; at++) {
        const term = vectors.indices[at]!;
        // Weights and values are positive, so that 0 means not seen yet.
        if (profile[term] === 0) touched.push(term);
        profile[term]! += weight * vectors.values[at]!;
      }
    }
    let squares = 0;
    sums.fill(0);
    for (const term of touched) {
      const weight = profile[term]!;
      profile[term] = 0;

      squares += weight * weight;
      for (let at = itemsOfTerm.offsets[term]!; at < itemsOfTerm.offsets[term + 1]!; at++) {
        sums[itemsOfTerm.indices[at]!]! += weight * itemsOfTerm.values[at]!;
      }
    }
    const norm = Math.sqrt(squares);
    if (norm === 0) return false;
    for (let item = 0; item < itemCount; item++) scores[item] = sums[item]! / norm;
    return true;
  };

  const selectOthers = (own: Uint32Array, batch: RankingBatch, row: number): void => {
    for (const item of own) isOwn[item] = 1;
    selectTop(scores, isOwn, batch, row);
    for (const item of own) isOwn[item] = 0;
  };

  return {
    kind: KIND,
    options: { ...options },
    itemCount,
    popularity,
    vectors,
    terms,
    weigh,
    rowsAtATime: 64,
    weightRows: (start, end) =>
      gatherRows(start, end, itemCount, (item) =>
        score(Uint32Array.of(item), ONE) ? scores : new Float32Array(itemCount),
      ),
    similarItems: (item, k) => {
      checkInteger("item", item, 0, itemCount - 1);
      const length = Math.min(checkInteger("k", k, 1, MAXIMUM_LENGTH), Math.max(1, itemCount - 1));
      const own = Uint32Array.of(item);
      if (!score(own, ONE)) return [];
      const batch = { queryCount: 1, k: length, items: new Uint32Array(length), scores: new Float32Array(length) };
      selectOthers(own, batch, 0);
      return Array.from(batch.items, (other, place) => ({ item: other, similarity: batch.scores[place]! })).filter(
        (similar) => similar.item !== NO_ITEM,
      );
    },
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const { rowCount } = histories;
      const batch = {
        queryCount: rowCount,
        k,
        items: new Uint32Array(rowCount * k),
        scores: new Float32Array(rowCount * k),
      };
      for (let row = 0; row < rowCount; row++) {
        const own = rowIndices(histories, row);
        if (!score(own, weigh(rowValues(histories, row)))) scores.fill(0);
        selectOthers(own, batch, row);
      }
      return withPopularTails(batch, histories, popular, (row) => () => {
        if (!score(rowIndices(histories, row), weigh(rowValues(histories, row)))) scores.fill(0);
        return (item) => scores[item]!;
      });
    },
  };
}

function listOf({ stopWords: name, language }: TfIdfOptions): ReadonlySet<string> {
  const list = name === "auto" ? STOP_WORDS_OF_CODE.get(primaryCode(language)) : name;
  return list === undefined || list === "none" ? new Set() : stopWords(list);
}
