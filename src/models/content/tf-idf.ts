import { show } from "../../check.ts";
import { defineModel } from "../define-model.ts";
import { aboveMean, HISTORY_WEIGHTINGS, ones, weighsAboveMean } from "../history-weights.ts";
import { choice, flag, integer, type OptionsOf, text } from "../option-specs.ts";
import { WEIGHTS } from "../state.ts";
import { ALL_COLUMNS, COLUMN_NAMES, checkColumnNames } from "../text/all-columns.ts";
import { STOP_WORD_LANGUAGES } from "../text/stop-word-languages.ts";
import { checkLanguage } from "../text/tokens.ts";
import { createTermScores, TERMS } from "./term-scores.ts";

const LONGEST_NGRAM = 5;

/**
 * Items described alike: cosine between texts whose terms count the more the fewer items have them.
 *
 *   x_it = tf(i, t) · (1 + ln((1 + n) / (1 + n_t))),   v_i = x_i / ‖x_i‖
 *   similarity(i, j) = v_i · v_j
 *   score(u, i) = v_i · p / ‖p‖,   p = Σ_(j∈S_u) w_uj v_j
 *
 * tf is the count of term t in the text of i, or 1 + ln(count); n items, n_t of them with t. There is nothing to train but
 * the counts, and interactions are not read: an item without any is ranked like every other.
 *
 * A user is folded in as p, the mean of what they have, up to its length. w_uj = 1 (binary), or by how much they rated j
 * above their own mean, and 0 for what they rated below (above-mean); where all their ratings are equal, 1.
 * Items that share no term with the history are ranked by popularity (models/popular-tail.ts), and so are all of them for a
 * user without history.
 *
 * Up to ‖p‖, one number for a whole list, the score is that of a matrix of weights between items, B_ji = similarity(i, j). So
 * an artefact keeps it (`weights`); the state before that is the vectors themselves, by terms.
 *
 * Source: Salton & Buckley 1988; the formula is that of scikit-learn's TfidfVectorizer (smooth_idf, norm l2).
 */
const options = {
  /** `auto` for every column with text, or names separated by commas: title, prose, categories. */
  columns: text(ALL_COLUMNS, COLUMN_NAMES, checkColumnNames),
  /** Runs of words that are terms, shortest and longest: `1..1`, `1..2`; `2` for 2 alone. */
  ngrams: text("1..1", `a range of lengths from 1 to ${LONGEST_NGRAM} such as 1..2, shortest first`, (name, value) => {
    const [shortest, longest] = readNgrams(name, value);
    return `${shortest}..${longest}`;
  }),
  /** The list of words left out: a language, `none`, or `auto` for the list of `language` where there is one. */
  stopWords: choice(["auto", "none", ...STOP_WORD_LANGUAGES], "auto"),
  /** BCP 47 code of the language of the texts. */
  language: text("en", "the code of a language such as en, de or pt-BR", checkLanguage),
  /** Terms that fewer items have are left out. */
  minDocumentFrequency: integer(1, 0xffff_ffff, 1),
  /** 1 + ln(count) in place of the count. */
  sublinear: flag(false),
  /** How ratings weigh a history; `auto` is above-mean for ratings and binary otherwise. */
  weighting: choice(HISTORY_WEIGHTINGS, "auto"),
};

export const tfIdf = defineModel({
  name: "tf-idf",
  summary: "items whose texts are like those of the history; ranks items without interactions",
  learnsFrom: "content",
  options,
  restore: ({ weighting }, state, { itemCount, explicit }) => {
    const weigh = weighsAboveMean(weighting, explicit) ? aboveMean : ones;
    if (state.has(`${WEIGHTS}.offsets`)) {
      return { weigh, retrieve: { by: "weights", weights: state.csr(WEIGHTS, itemCount, itemCount) } };
    }
    const scoresOf = createTermScores(state.csr(TERMS, undefined, itemCount));
    return {
      weigh,
      retrieve: { by: "scores", scoresOf: (items, weights) => ({ scores: scoresOf(items, weights) }) },
      similarTo: (item) =>
        scoresOf(Uint32Array.of(item), Float32Array.of(1))
          .slice()
          .fill(0, item, item + 1),
    };
  },
});

/** The options of tf-idf. */
export type TfIdfOptions = OptionsOf<typeof options>;

/** The shortest and the longest run of words. Throws RangeError. */
export function readNgrams(name: string, value: unknown): readonly [shortest: number, longest: number] {
  const [first, last] = /^([1-9])(?:\.\.([1-9]))?$/.exec(String(value))?.slice(1) ?? [];
  const [shortest, longest] = [Number(first), Number(last ?? first)];
  if (shortest <= longest && longest <= LONGEST_NGRAM) return [shortest, longest];
  throw new RangeError(
    `${name}: expected a range of lengths from 1 to ${LONGEST_NGRAM} such as 1..2, shortest first; got ${show(value)}`,
  );
}
