import { defineModel } from "../define-model.ts";
import { following, integer, number, text } from "../option-specs.ts";
import { COLUMN_NAMES, checkColumnNames } from "../text/all-columns.ts";
import { checkLanguage } from "../text/tokens.ts";
import { pairDefinition, pairOptions } from "./pair-options.ts";

/**
 * Embeddings of user and item beside the texts of the item:
 *
 *   c_i = relu(B relu(Σ_t x_it w_t)),   f(u, i) = v·relu(A [p_u q_i c_i]) + d
 *
 * x are the TF-IDF terms of an item, read as an embedding bag: no batch of them is ever dense. Targets, losses, and how it is
 * served: pair-options.ts. An item without interactions is no negative, and has a row from its texts alone: q_i is 0.
 */
const options = {
  /** Width of both embeddings. */
  factors: integer(1, 4096, 10),
  userFactors: following("factors", integer(1, 4096, 10)),
  itemFactors: following("factors", integer(1, 4096, 10)),
  /** Width of w, of the layer above it, and of the layer that joins all. */
  termUnits: integer(1, 4096, 128),
  contentUnits: integer(1, 4096, 32),
  hidden: integer(1, 65_536, 512),
  /** Share of the joined layer that falls out in training. */
  dropout: number(0, 0.99, 0.2),
  /** Share of examples that are learned without q_i, so that texts alone can stand for an item (Volkovs, Yu & Poutanen 2017). */
  idDropout: number(0, 0.99, 0),
  /** λ of the embeddings: the loss of an example has λ (‖p_u‖² + ‖q_i‖²), once a batch for each row. */
  regularization: number(0, 1000, 0.02),
  /** Columns of the items that are read. */
  columns: text("auto", COLUMN_NAMES, checkColumnNames),
  /** BCP 47 code of the language of the texts. */
  language: text("en", "the code of a language such as en, de or pt-BR", checkLanguage),
  /** Terms that fewer items have are left out. */
  minDocumentFrequency: integer(1, 0xffff_ffff, 2),
  ...pairOptions({ learningRate: 0.001, batchSize: 1024, epochs: 20, validationShare: 0.1 }),
};

export const hybridMlp = defineModel({
  ...pairDefinition,
  name: "hybrid-mlp",
  summary: "dense layers over embeddings and the texts of the items",
  learnsFrom: "content",
  options,
});

export type HybridMlpOptions = ReturnType<typeof hybridMlp.readOptions>;
