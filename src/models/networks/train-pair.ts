import type { Feedback } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import type { DefinedModel } from "../define-model.ts";
import type { OptionValue, OptionValues } from "../option-specs.ts";
import { PAIRWISE_PACKING } from "../pairwise/train-pairwise.ts";
import { ratingScale } from "../rating-model.ts";
import { type Packing, type Trainable, type TrainerOf, type TrainingData, trainable } from "../train-model.ts";
import { type PairOptions, resolvePair } from "./pair-options.ts";
import { batchOf } from "./train-loop.ts";
import type { ItemInputs } from "./train-pair-examples.ts";
import { fitPair } from "./train-pair-fit.ts";
import { pairMemory, trainedByKernels, type UsualTerms } from "./train-pair-kernels.ts";
import type { PairNodes } from "./train-pair-nodes.ts";

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
