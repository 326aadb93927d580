import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { choice, exceptWith, integer, number, type OptionsOf, text } from "../option-specs.ts";
import { COLUMN_NAMES, checkColumnNames } from "../text/all-columns.ts";
import { checkLanguage } from "../text/tokens.ts";
import { checkLoop, loopOptions } from "./loop-options.ts";
import { servedTowers } from "./served-towers.ts";

/** Stands for no column at all. */
export const NO_COLUMNS = "none";

/**
 * Two towers, one for a history and one for an item, that learn to meet where the history goes on.
 *
 *   min  1/U Σ_u Σ_(i∈T_u) −ln( exp z_ui / Σ_(c∈C∖(S_u∖T_u)) exp z_uc )  +  l2 ( ‖e‖² + ‖w‖² + … )
 *
 *   z_uc = f(S_u∖T_u) · g(c) / temperature − logQ · ln q_c        f, g scaled to length 1 where `similarity` is cosine
 *   g(c) = G(e_c + Σ_t x_ct w_t)                                   x_c: terms of the item's content, as tf-idf weighs them
 *   f(S) = F(b + 1/√|S| Σ_(j∈S) (e_j + Σ_t x_jt w_t))              F, G: the identity, or tanh layers of `historyHidden` and
 *                                                                  `itemHidden` units with a linear layer behind
 *
 * In each step a new part T_u of a history is hidden: `heldShare` of it, at most `positives` items. C are the hidden items of
 * all users of the batch, and `negatives` more that are drawn evenly; q_c is the probability of c to be among them (log-Q
 * correction); what u has is no negative. e_c is left out with probability `idDropout` on the side of the item where there is
 * content, so that content alone can stand for it: an item without interactions is served from its content. Without content
 * such items are negatives like all others. Values of interactions are not read. Users are not stored: a history goes through its
 * tower, and rows g(i) are scanned.
 *
 * Sources: Covington, Adams & Sargin 2016; Yi et al. 2019, equations 2–4; the loss over several items of a user is the
 * multinomial likelihood of Liang et al. 2018; Volkovs, Yu & Poutanen 2017 for `idDropout`.
 */
const options = {
  /** Dimension of items and histories. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 64),
  /** Units of a layer in the tower of histories; 0 for none. */
  historyHidden: integer(0, 4096, 0),
  /** Units of a layer in the tower of items; 0 for none. */
  itemHidden: integer(0, 4096, 0),
  /** Cosine of the towers, or their product. */
  similarity: choice(["cosine", "dot"], "cosine"),
  /** What similarities are divided by: the lower, the more the hardest negatives count. */
  temperature: number(0.001, 1000, 0.1),
  /** Share of a history that a step hides. */
  heldShare: number(0.01, 0.99, 0.5),
  /** Items that a step hides of a history, at most. */
  positives: integer(1, 100_000, 64),
  /** Items that are drawn evenly for each batch. */
  negatives: integer(0, 1_000_000, 512),
  /** How much of the log-Q correction is made: 0 takes popularity out of the scores, 1 leaves it in. */
  logQ: number(0, 1, 1),
  /** Columns of `--items` that the tower of items reads. */
  columns: text(NO_COLUMNS, `${NO_COLUMNS}, ${COLUMN_NAMES}`, checkColumnNames),
  /** BCP 47 code of the language of the texts. */
  language: exceptWith(
    "columns",
    NO_COLUMNS,
    text("en", "the code of a language such as en, de or pt-BR", checkLanguage),
  ),
  /** Terms that fewer items have are left out. */
  minDocumentFrequency: exceptWith("columns", NO_COLUMNS, integer(1, 0xffff_ffff, 10)),
  /** Share of items whose own row a step leaves out, where there is content. */
  idDropout: exceptWith("columns", NO_COLUMNS, number(0, 0.99, 0.5)),
  /** Initial numbers of tables are uniform from −bound to bound. */
  bound: number(0.000_001, 10, 0.05),
  /** Penalty on weights, not on biases; those of tables in the steps that read them. */
  l2: number(0, 1000, 0),
  ...loopOptions({ learningRate: 0.01, batchSize: 256, epochs: 30 }),
};

/** The options of two-tower. */
export type TwoTowerOptions = OptionsOf<typeof options>;

export const twoTower = defineModel({
  name: "two-tower",
  summary: "a tower for the history and one for the item with its content, by softmax over sampled items",
  learnsFrom: "interactions",
  options,
  check: checkLoop,
  restore: (given, state, { itemCount }) => ({ retrieve: servedTowers(given, state, itemCount) }),
});

/** Whether the tower of items reads content. */
export const readsContent = ({ columns }: Pick<TwoTowerOptions, "columns">): boolean => columns !== NO_COLUMNS;
