import type { Csr } from "../../data/csr.ts";
import type { Feedback } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import { DataError } from "../../errors.ts";
import type { NetworkSpec } from "../../neural/network-spec.ts";
import { layersApi } from "../../neural/tfjs/layers-api.ts";
import type { Examples } from "../../neural/validation.ts";
import type { NetworkFile, TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import type { DefinedModel } from "../define-model.ts";
import { countInteractions } from "../item-counts.ts";
import type { OptionValue, OptionValues } from "../option-specs.ts";
import { PAIRWISE_PACKING } from "../pairwise/train-pairwise.ts";
import { ratingScale } from "../rating-model.ts";
import {
  type DataShape,
  type Fitted,
  type MemoryEstimate,
  type Packing,
  type Trainable,
  type TrainerOf,
  type TrainingData,
  trainable,
} from "../train-model.ts";
import { type PairOptions, resolvePair } from "./pair-options.ts";
import { batchOf, type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";
import { principalComponents, SAMPLED_USERS, sampleUsers } from "./train-pair-components.ts";
import { type ItemInputs, type PairScale, pairExamples, rowsOfExample } from "./train-pair-examples.ts";
import { fittedRankings, fittedRatings } from "./train-pair-fitted.ts";
import type { PairNodes } from "./train-pair-nodes.ts";
import { forgetItems, hasRow, longestRow, type PairScorer, scorerOf, spread } from "./train-pair-scores.ts";

/** A network of pairs to train. */
interface PairJob {
  readonly model: string;
  /** The options of the model, settled. */
  readonly options: PairOptions & OptionValues;
  /** Nodes from the inputs `user` and `item`, and `terms` where items have some. */
  readonly nodes: PairNodes;
  readonly itemInputs?: ItemInputs | undefined;
  /** Weights to begin with, by parameter; without them the seed draws all. */
  readonly weights?: ReadonlyMap<string, Float32Array> | undefined;
}

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
interface PairSize {
  readonly users: number;
  readonly items: number;
  readonly terms: number;
}

/** Target, loss and threshold by the data, where options leave it to them. */
export function settlePair<Options extends PairOptions>(
  options: Options,
  { interactions, matrix }: TrainingData,
): Options {
  const settled = resolvePair(options, interactions.feedback === "explicit");
  const isOpen = settled.target === "binary" && settled.threshold === "auto" && matrix.values.length > 0;
  return isOpen ? { ...settled, threshold: ratingScale("threshold", matrix).mean } : settled;
}

/** What a network of pairs has beside its nodes. */
interface PairExtras<Options> extends Pick<TrainerOf<Options>, "checkColumns"> {
  /** Options that the network itself leaves to the data; target and loss are settled. */
  readonly settle?: (options: Options) => Options;
  /** What items have beside their index. */
  readonly itemInputs?: (items: ItemTable, options: Options) => ItemInputs;
  /** What texts are taken to have where they are not read yet. */
  readonly usualTerms?: UsualTerms;
}

interface UsualTerms {
  /** Of all items, and of one at most. */
  readonly terms: number;
  readonly mostTerms: number;
}

/** The trainer of a model by the nodes of its network. */
export function trainablePair<Options extends PairOptions>(
  model: DefinedModel<Options>,
  nodesOf: (options: Options & OptionValues) => PairNodes,
  { settle, itemInputs, usualTerms, checkColumns }: PairExtras<Options & OptionValues> = {},
): Trainable {
  const jobOf = (options: Options & OptionValues, exampleCount: number) => {
    // Penalties are an example's: the loop divides by the batch that it takes.
    const nodes = nodesOf({ ...options, batchSize: batchOf(options, exampleCount) });
    return { model: model.name, options, nodes };
  };
  return trainable(model, {
    settle: (options, data) => {
      const settled = settlePair(options, data);
      return settle ? settle(settled) : settled;
    },
    memory: (options, shape) => pairMemory(jobOf(options, shape.interactions), shape, usualTerms),
    resumes: "all",
    // The terms of items are a matrix as long as the language in tfjs.
    exportsNetwork: itemInputs === undefined,
    // What is given: the target may be left to the model.
    packingFor: ({ target = model.options.target?.default ?? "auto" }, feedback) => pairPacking(target, feedback),
    ...(checkColumns ? { checkColumns } : {}),
    fit: (data, options, context) => {
      const job = { ...jobOf(options, data.matrix.indices.length), itemInputs: itemInputs?.(data.items, options) };
      return fitPair({ ...job, train: trainedByKernels(job, data.matrix, context) }, data, context);
    },
  });
}

/** Rows of one byte a number, for predictions as for rankings. */
export function pairPacking(target: OptionValue, feedback: Feedback): Packing {
  const isRating = target === "rating" || (target === "auto" && feedback === "explicit");
  return isRating ? { narrows: true } : PAIRWISE_PACKING;
}

/** About what a row of a matrix takes as an object, or an entry of a Map. */
const USER_BYTES = 200;

/** Memory of the network, its examples, and of taking it apart. */
export function pairMemory(
  job: Omit<PairJob, "itemInputs">,
  shape: DataShape,
  { terms, mostTerms }: UsualTerms = { terms: 1, mostTerms: 0 },
): MemoryEstimate {
  const { users, items, interactions } = shape;
  const sample = Math.min(users, SAMPLED_USERS);
  const { servedFactors } = job.options;
  // Scores and what is centred of them; the sample's products, eigenvectors and factors.
  const scores = 8 * sample * items + 24 * sample ** 2 + 4 * sample * servedFactors;
  // Rows of the components, of all items, and of the state.
  const rows = 12 * items * (servedFactors + 1);
  // The user and the target of each, and the rows of train by which their users are known.
  const examples = 8 * interactions + USER_BYTES * users;
  const size = { users: Math.max(1, users), items: Math.max(1, items), terms };
  const settled = { ...job, options: resolvePair(job.options, shape.explicit === true) };
  return networkMemory(jobOf(settled, size, mostTerms), interactions, scores + rows + examples);
}

/** Trains nodes with the kernels. Errors: those of trainNetwork. */
export const trainedByKernels =
  (job: PairJob, matrix: Csr, context: TrainingContext): PairTraining["train"] =>
  async (examples, size) => {
    const mostTerms = job.itemInputs ? longestRow(job.itemInputs.terms) : 0;
    const own = jobOf(job, size, mostTerms);
    const { network, objective } = await trainNetwork(own, examples, context);
    if (job.itemInputs) forgetItems(network, countInteractions(matrix));
    return {
      objective,
      network,
      files: async () => {
        const { openTfjs, layersFiles, twinOf } = await layersApi(job.model);
        const tfjs = await openTfjs();
        const twin = twinOf(tfjs, own.network, network);
        return layersFiles(tfjs, twin).finally(() => twin.dispose());
      },
    };
  };

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

/** The scores of users on some items: f32[users × items]. */
async function scoresOfUsers(
  users: Uint32Array,
  items: Uint32Array,
  score: (user: number, items: Uint32Array) => Float32Array,
  phase: string,
  context: TrainingContext,
): Promise<Float32Array> {
  const scores = new Float32Array(users.length * items.length);
  for (const [row, user] of users.entries()) {
    checkInterrupted(context.signal);
    scores.set(score(user, items), row * items.length);
    context.onStep?.({ phase, done: row + 1, total: users.length });
    await nextTurn();
  }
  return scores;
}

/** Scores of all users that are kept where the network is not: 128 MiB. */
const MOST_KEPT_SCORES = 1 << 25;

/** What a network that goes says of users of train; undefined where that is too much to keep. */
async function scoreTable(
  matrix: Csr,
  known: Uint32Array,
  score: (user: number, items: Uint32Array) => Float32Array,
  context: TrainingContext,
): Promise<((user: number) => Float32Array) | undefined> {
  const { rowCount } = matrix;
  if (rowCount * known.length > MOST_KEPT_SCORES) {
    context.onPhase?.("figures of users of train are those of folding in: their scores are too many to keep");
    return undefined;
  }
  const users = Uint32Array.from({ length: rowCount }, (_, user) => user);
  const scores = await scoresOfUsers(users, known, score, "scores of all users", context);
  return (user) => scores.subarray(user * known.length, (user + 1) * known.length);
}

function jobOf(
  { model, options, nodes, weights }: Omit<PairJob, "itemInputs">,
  size: PairSize,
  mostTerms: number,
): NetworkJob {
  const isShare = options.target === "rating" && options.output === "sigmoid" && options.loss !== "bce";
  const { nodes: own, output } = nodes;
  const network: NetworkSpec = {
    inputs: {
      user: { kind: "index", count: size.users },
      item: { kind: "index", count: size.items },
      ...(own.some(({ inputs }) => inputs.includes("terms"))
        ? { terms: { kind: "terms" as const, count: size.terms } }
        : {}),
    },
    nodes: isShare
      ? [...own, { name: "share", layer: "activation", inputs: [output], options: { name: "sigmoid" } }]
      : own,
    output: isShare ? "share" : output,
  };
  const rows = options.batchSize * rowsOfExample(options);
  return { model, options, network, loss: options.loss, limits: { rows, entries: rows * mostTerms }, weights };
}

/** Ratings are learned as differences from their mean, or as shares of their range. */
function scaleOf(model: string, { target, output, loss }: PairOptions, matrix: Csr): PairScale {
  if (target !== "rating") return { shift: 0, size: 1 };
  const { mean, minimum, maximum } = ratingScale(model, matrix);
  if (output === "linear" && loss !== "bce") return { shift: mean, size: 1 };
  return { shift: minimum, size: Math.max(maximum - minimum, Number.MIN_VALUE) };
}
