import type { Evaluation } from "../../artefact/manifest.ts";
import type { Csr } from "../../data/csr.ts";
import type { Interactions } from "../../data/interactions.ts";
import type { Fold } from "../../data/splits.ts";
import { createVocabulary, type Vocabulary } from "../../data/vocabulary.ts";
import { evaluateModel } from "../../evaluation/evaluate.ts";
import { evaluateRatings } from "../../evaluation/evaluate-ratings.ts";
import { JUDGING_K } from "../../evaluation/hold-out.ts";
import type { Recommends } from "../../evaluation/recommends.ts";
import { rowsWithEntries } from "../../evaluation/rows.ts";
import { popularityOrder, rankByPopularity } from "../../models/item-counts.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { Judged } from "../judge.ts";
import { judgement } from "../judging.ts";
import type { JudgingSample } from "./types.ts";

/** Lengths of lists that an imported model is measured at. */
const LENGTHS = [JUDGING_K, 20];

/** The sample as evaluation has it: a fold that knows nobody else. */
export function foldOf(
  { histories, test }: JudgingSample,
  itemIds: Vocabulary,
  feedback: Interactions["feedback"],
): Fold {
  // Ties are broken by ids: rows have no other.
  const userIds = createVocabulary(Array.from({ length: histories.rowCount }, (_, row) => String(row)));
  const interactionsOf = ({ rowCount, offsets, indices, values }: Csr): Interactions => {
    const users = new Uint32Array(indices.length);
    for (let row = 0; row < rowCount; row++) users.fill(row, offsets[row], offsets[row + 1]);
    return { userIds, itemIds, users, items: indices, values, timestamps: undefined, feedback };
  };
  return { train: interactionsOf(histories), test: interactionsOf(test), name: "validation" };
}

/** The popular items, by interactions that do not count what is held out. */
export function popularityBaseline({ trainPopularity }: JudgingSample): Judged {
  const order = popularityOrder(trainPopularity);
  const ranks: Recommends = {
    kind: "popularity",
    recommendBatch: (histories, k) => rankByPopularity(histories, k, trainPopularity, order),
  };
  return { subject: "popularity", ranks };
}

/**
 * Measures subjects on a sample, as the manifest has it: lists at 10 and 20, predicted ratings. `batchSize` users are asked
 * about at a time.
 */
export async function judgeSample(
  subjects: readonly Judged[],
  sample: JudgingSample,
  fold: Fold,
  batchSize: number,
  { seed, signal, onStep }: TrainingContext,
): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  const { sampledFrom, protocol, test } = sample;
  // Figures on everybody are no sample's.
  const isSample = sampledFrom !== undefined && sampledFrom > rowsWithEntries(test).length;
  const judgedOn = { protocol, sampledFrom: isSample ? sampledFrom : undefined };
  for (const { subject, ranks, rates } of subjects) {
    const onProgress = (done: number, total: number): void => onStep?.({ phase: `users: ${subject}`, done, total });
    const options = { seed, signal, batchSize, steady: true, onProgress };
    const rated = rates && (await evaluateRatings(rates, fold, undefined, options));
    const ranked = ranks && (await evaluateModel(ranks, fold, LENGTHS, options));
    const [first, ...rest] = [rated, ranked].filter((result) => result !== undefined);
    if (first) evaluations.push(judgement(subject, [first, ...rest], judgedOn));
  }
  return evaluations;
}
