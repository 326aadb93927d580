import type { Csr } from "../../data/csr.ts";
import { DataError } from "../../errors.ts";
import type { Examples } from "../../neural/validation.ts";
import type { NetworkFile, TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { countInteractions } from "../item-counts.ts";
import type { OptionValues } from "../option-specs.ts";
import { ratingScale } from "../rating-model.ts";
import type { DataShape, Fitted, TrainingData } from "../train-model.ts";
import type { PairOptions } from "./pair-options.ts";
import { principalComponents, SAMPLED_USERS, sampleUsers } from "./train-pair-components.ts";
import { type ItemInputs, type PairScale, pairExamples } from "./train-pair-examples.ts";
import { fittedRankings, fittedRatings } from "./train-pair-fitted.ts";
import { hasRow, type PairScorer, scorerOf, scoresOfUsers, scoreTable, spread } from "./train-pair-scores.ts";

/** How pairs are trained, whatever trains them. */
export interface PairTraining {
  readonly model: string;
  readonly options: PairOptions & OptionValues;
  readonly itemInputs?: ItemInputs | undefined;
  /** What outputs stand for, where that does not follow from the options. */
  readonly scale?: PairScale | undefined;
  readonly train: (examples: Examples, size: PairSize) => Promise<TrainedPair>;
}

/** A network of pairs after its training. */
export interface TrainedPair {
  readonly objective: number;
  readonly network: PairScorer;
  /** Whether a sigmoid at its end stays outside of what the loss reads, so that its files have one more. */
  readonly endsInSigmoid?: boolean | undefined;
  /** Frees what is not free by itself; the network does not answer after that. */
  readonly dispose?: (() => void) | undefined;
  /** The network as files that tfjs reads. */
  readonly files?: (() => Promise<readonly NetworkFile[]>) | undefined;
}

/** Sizes of the inputs. */
export interface PairSize {
  readonly users: number;
  readonly items: number;
  readonly terms: number;
}

/** About what a row of a matrix takes as an object, or an entry of a Map. */
const USER_BYTES = 200;

/** Memory of examples and of taking a network apart, beside the network's own. */
export function pairBytes({ servedFactors }: PairOptions, { users, items, interactions }: DataShape): number {
  const sample = Math.min(users, SAMPLED_USERS);
  // Scores and what is centred of them; the sample's products, eigenvectors and factors.
  const scores = 8 * sample * items + 24 * sample ** 2 + 4 * sample * servedFactors;
  // Rows of the components, of all items, and of the state.
  const rows = 12 * items * (servedFactors + 1);
  // The user and the target of each, and the rows of train by which their users are known.
  return scores + rows + 8 * interactions + USER_BYTES * users;
}

/**
 * Trains a network of pairs and takes it apart for serving. Errors: DataError `no-interactions`, `one-item`, and those of
 * pairExamples; those of its training.
 */
export async function fitPair(job: PairTraining, data: TrainingData, context: TrainingContext): Promise<Fitted> {
  const { model, options, itemInputs } = job;
  const { matrix } = data;
  const { rowCount, columnCount, indices } = matrix;
  const scale = job.scale ?? scaleOf(model, options, matrix);
  if (indices.length === 0) {
    throw new DataError("no-interactions", `${model}: expected interactions, got an empty table`);
  }
  const counts = countInteractions(matrix);
  if (counts.filter((count) => count > 0).length < 2) {
    throw new DataError(
      "one-item",
      `${model}: expected interactions with two items or more, got one: there is nothing to tell apart`,
    );
  }
  const settled = { ...options, threshold: Number(options.threshold) };
  const examples = pairExamples(model, matrix, settled, scale, itemInputs);
  const size = { users: rowCount, items: columnCount, terms: itemInputs?.terms.columnCount ?? 0 };
  const trained = await job.train(examples, size);
  try {
    if (context.onNetwork && trained.files) {
      const meaning = { ...meaningOf(job, trained, scale), ...idsOf(data) };
      const { encodeMeaning, MEANING_FILE } = await import("../../neural/tfjs/meaning.ts");
      context.onNetwork([...(await trained.files()), { name: MEANING_FILE, bytes: encodeMeaning(meaning) }]);
    }
    return await takenApart(job, trained, scale, matrix, counts, context);
  } finally {
    trained.dispose?.();
  }
}

/** What the outputs of a network mean. */
function meaningOf(
  { model, options: { target, loss } }: PairTraining,
  { endsInSigmoid = false }: TrainedPair,
  { shift, size }: PairScale,
) {
  const score = { sigmoid: target === "rating" && loss === "bce" && !endsInSigmoid, shift, size };
  return { format: "nearedge-network" as const, model, target, loss, score };
}

const idsOf = ({ interactions: { userIds, itemIds } }: TrainingData) => ({ users: userIds.ids, items: itemIds.ids });

/** A trained network by the components of its scores. */
async function takenApart(
  { model, options, itemInputs }: PairTraining,
  { network, objective, dispose }: TrainedPair,
  scale: PairScale,
  matrix: Csr,
  counts: Float32Array,
  context: TrainingContext,
): Promise<Fitted> {
  const { columnCount } = matrix;
  context.onPhase?.(`${model}: taking the network apart for serving`);
  const score = scorerOf(network, options, scale, itemInputs);
  const users = sampleUsers(matrix, context.seed);
  // Of items that nobody has the network knows nothing, unless they have terms, or were drawn as negatives.
  const isKnown = (item: number): boolean =>
    counts[item]! > 0 || (itemInputs ? hasRow(itemInputs.terms, item) : options.target === "implicit");
  const known = Uint32Array.from({ length: columnCount }, (_, item) => item).filter(isKnown);
  const scores = await scoresOfUsers(users, known, score, "scores of users", context);
  const found = principalComponents(users, scores, known.length, options.servedFactors);
  await nextTurn();
  checkInterrupted(context.signal);
  const components = { ...found, ...spread(found, known, columnCount) };
  const fitted = { options: { ...options }, objective: Number.isNaN(objective) ? undefined : objective };
  if (options.target !== "rating") return fittedRankings(fitted, components, matrix);
  const answers = dispose ? await scoreTable(matrix, known, score, context) : (user: number) => score(user, known);
  return fittedRatings(model, fitted, components, matrix, context.seed, answers, known);
}

/** Ratings are learned as differences from their mean, or as shares of their range. */
function scaleOf(model: string, { target, output, loss }: PairOptions, matrix: Csr): PairScale {
  if (target !== "rating") return { shift: 0, size: 1 };
  const { mean, minimum, maximum } = ratingScale(model, matrix);
  if (output === "linear" && loss !== "bce") return { shift: mean, size: 1 };
  return { shift: minimum, size: Math.max(maximum - minimum, Number.MIN_VALUE) };
}
