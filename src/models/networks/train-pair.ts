import type { Csr } from "../../data/csr.ts";
import type { Feedback } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import { DataError } from "../../errors.ts";
import type { NetworkSpec } from "../../neural/network-spec.ts";
import type { TrainingContext } from "../../training/context.ts";
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
import { hasRow, longestRow, scorerOf, spread } from "./train-pair-scores.ts";

/** A network of pairs to train. */
interface PairJob {
  readonly model: string;
  /** The options of the model, settled. */
  readonly options: PairOptions & OptionValues;
  /** Nodes from the inputs `user` and `item`, and `terms` where items have some. */
  readonly nodes: PairNodes;
  readonly itemInputs?: ItemInputs | undefined;
}

/** Target, loss and threshold by the data, where options leave it to them. */
function settlePair<Options extends PairOptions>(options: Options, { interactions, matrix }: TrainingData): Options {
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
    // What is given: the target may be left to the model.
    packingFor: ({ target = model.options.target?.default ?? "auto" }, feedback) => pairPacking(target, feedback),
    ...(checkColumns ? { checkColumns } : {}),
    fit: (data, options, context) =>
      fitPair(
        { ...jobOf(options, data.matrix.indices.length), itemInputs: itemInputs?.(data.items, options) },
        data,
        context,
      ),
  });
}

/** Rows of one byte a number, for predictions as for rankings. */
function pairPacking(target: OptionValue, feedback: Feedback): Packing {
  const isRating = target === "rating" || (target === "auto" && feedback === "explicit");
  return isRating ? { narrows: true } : PAIRWISE_PACKING;
}

/** About what a row of a matrix takes as an object, or an entry of a Map. */
const USER_BYTES = 200;

/** Memory of the network, its examples, and of taking it apart. */
function pairMemory(
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

/**
 * Trains a network of pairs and takes it apart for serving. Errors: DataError `no-interactions`, `one-item`, and those of
 * pairExamples; those of trainNetwork.
 */
async function fitPair(job: PairJob, { matrix }: TrainingData, context: TrainingContext): Promise<Fitted> {
  const { model, options, itemInputs } = job;
  const { rowCount, columnCount, indices } = matrix;
  const scale = scaleOf(model, options, matrix);
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
  const mostTerms = itemInputs ? longestRow(itemInputs.terms) : 0;
  const { network, objective } = await trainNetwork(jobOf(job, size, mostTerms), examples, context);
  context.onPhase?.(`${model}: taking the network apart for serving`);
  const score = scorerOf(network, options, scale, itemInputs);
  const users = sampleUsers(matrix, context.seed);
  // Of items that nobody has the network knows nothing, unless they have terms, or were drawn as negatives.
  const isKnown = (item: number): boolean =>
    counts[item]! > 0 || options.target === "implicit" || (itemInputs !== undefined && hasRow(itemInputs.terms, item));
  const known = Uint32Array.from({ length: columnCount }, (_, item) => item).filter(isKnown);
  const scores = new Float32Array(users.length * known.length);
  for (const [row, user] of users.entries()) {
    checkInterrupted(context.signal);
    scores.set(score(user, known), row * known.length);
    context.onStep?.({ phase: "scores of users", done: row + 1, total: users.length });
    await nextTurn();
  }
  const found = principalComponents(users, scores, known.length, options.servedFactors);
  await nextTurn();
  checkInterrupted(context.signal);
  const components = { ...found, ...spread(found, known, columnCount) };
  const { target } = options;
  const fitted = { options: { ...options }, objective };
  if (target === "rating")
    return fittedRatings(model, fitted, components, matrix, context.seed, (user) => score(user, known), known);
  return fittedRankings(fitted, components, matrix);
}

function jobOf(
  { model, options, nodes }: Omit<PairJob, "itemInputs">,
  size: { users: number; items: number; terms: number },
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
  return { model, options, network, loss: options.loss, limits: { rows, entries: rows * mostTerms } };
}

/** Ratings are learned as differences from their mean, or as shares of their range. */
function scaleOf(model: string, { target, output, loss }: PairOptions, matrix: Csr): PairScale {
  if (target !== "rating") return { shift: 0, size: 1 };
  const { mean, minimum, maximum } = ratingScale(model, matrix);
  if (output === "linear" && loss !== "bce") return { shift: mean, size: 1 };
  return { shift: minimum, size: Math.max(maximum - minimum, Number.MIN_VALUE) };
}
