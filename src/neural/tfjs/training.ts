import type * as tf from "@tensorflow/tfjs";
import { createRandom, mixHashes } from "../../random.ts";
import type { Batch } from "../batch.ts";
import {
  checkEpochs,
  createEpochs,
  type EpochOptions,
  type LoopContext,
  type Stepper,
  type TrainingReport,
} from "../epochs.ts";
import type { Loss } from "../losses.ts";
import type { Reals } from "../math.ts";
import { type NamedOptions, optimiserOf } from "../optimisers.ts";
import { STREAMS } from "../streams.ts";
import type { Examples, Judgeable } from "../validation.ts";
import type { Tfjs } from "./package.node.ts";
import type { PairModel } from "./pair-model.ts";
import { withSeededRandom } from "./seeded-random.node.ts";

/** How a network of tfjs is trained. */
export interface TfjsTrainingOptions extends EpochOptions {
  readonly optimiser: NamedOptions;
  /** What the loss reads: shares of a range, or numbers of any size, of which a sigmoid makes shares. */
  readonly reads: "shares" | "numbers";
}

export interface TfjsTraining {
  /** Errors: TrainingError `interrupted` and `diverged`, with the last good weights in the network. */
  run(): Promise<TrainingReport>;
  /** What the loss reads, one number a row. */
  predict(batch: Batch): Reals;
  /** Frees what training made; the network stays. */
  dispose(): void;
}

/** A probability is this far from 0 and 1 before its logit is taken: f32 has no larger logits. */
const SMALLEST_SHARE = 1e-7;

/**
 * Trains a network of tfjs in the loop of all networks (epochs.ts): our orders, batches, draws, losses and schedules; gradients and
 * steps of tfjs. Its Adam moves all rows of a table in every step, ours those of the batch.
 */
export function createTfjsTraining(
  tfjs: Tfjs,
  pair: PairModel,
  options: TfjsTrainingOptions,
  examples: Examples,
  context: LoopContext,
): TfjsTraining {
  const { model, user, item, endsInSigmoid } = pair;
  const split = checkEpochs<Judgeable>(options, examples, undefined, context.seed);
  const { optimiser, decay, learningRate } = optimiserFor(tfjs, options.optimiser);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);

  const inputsOf = ({ rows, inputs }: Batch): tf.Tensor[] => {
    const tensors: tf.Tensor[] = [];
    for (const [place, name] of [[user, "user"] as const, [item, "item"] as const]) {
      const { shape, dtype } = model.inputs[place]!;
      const indices = Int32Array.from(inputs[name] as Uint32Array);
      tensors[place] =
        shape.length === 1
          ? tfjs.tensor1d(indices, dtype as "int32")
          : tfjs.tensor2d(indices, [rows, 1], dtype as "int32");
    }
    return tensors;
  };
  /** What the loss reads, of what the network gives: rows × 1. */
  const read = (given: tf.Tensor, rows: number): tf.Tensor2D => {
    const output = given.reshape([rows, 1]) as tf.Tensor2D;
    if (options.reads === "shares") return endsInSigmoid ? output : tfjs.sigmoid(output);
    if (!endsInSigmoid) return output;
    const share = tfjs.clipByValue(output, SMALLEST_SHARE, 1 - SMALLEST_SHARE);
    return tfjs.sub(tfjs.log(share), tfjs.log(tfjs.sub(1, share)));
  };
  const apply = (batch: Batch, training: boolean): tf.Tensor2D =>
    read(model.apply(inputsOf(batch), { training }) as tf.Tensor, batch.rows);
  const evaluate: Judgeable["evaluate"] = (batch, { name }) => ({
    mean: tfjs.tidy(() => meanLoss(tfjs, name, apply(batch, false), batch).dataSync()[0] ?? Number.NaN),
    terms: termsOf(name, batch),
  });

  const kept = keptWeights(tfjs, model);
  const stepper: Stepper<Judgeable> = {
    network: { evaluate },
    learningRate,
    kept,
    step: (batch, step, rate, check) => {
      const draws = createRandom(mixHashes(context.seed, step), STREAMS.layers);
      let mean = Number.NaN;
      const penalty = tfjs.tidy(() => {
        const { value, grads } = withSeededRandom(draws, () =>
          tfjs.variableGrads(() => {
            const loss = meanLoss(tfjs, options.loss, apply(batch, true), batch);
            mean = loss.dataSync()[0] ?? Number.NaN;
            return model.calculateLosses().reduce<tf.Scalar>((sum, one) => tfjs.add(sum, one), loss);
          }, variables),
        );
        check(mean);
        const all = value.dataSync()[0] ?? Number.NaN;
        if (decay > 0) shrink(tfjs, variables, 1 - rate * decay);
        setRate(optimiser, rate);
        optimiser.applyGradients(clipped(tfjs, grads, options.clipNorm ?? Number.POSITIVE_INFINITY));
        return all - mean;
      });
      return { mean, penalty };
    },
    lossOf: (batch) => evaluate(batch, { name: options.loss } as Loss).mean,
    // Those of tfjs are in every step.
    penalty: () => 0,
  };
  const { run } = createEpochs(options, examples, split, stepper, context);
  return {
    run,
    predict: (batch) => tfjs.tidy(() => apply(batch, false).dataSync() as Float32Array),
    dispose() {
      optimiser.dispose();
      kept.dispose();
    },
  };
}

/** The optimiser of tfjs with our defaults. */
function optimiserFor(tfjs: Tfjs, given: NamedOptions) {
  const { learningRate, options } = optimiserOf(given);
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, momentum = 0, decay = 0 } = options;
  const optimiser =
    given.name !== "sgd"
      ? tfjs.train.adam(learningRate, Number(beta1), Number(beta2), Number(epsilon))
      : Number(momentum) > 0
        ? tfjs.train.momentum(learningRate, Number(momentum))
        : tfjs.train.sgd(learningRate);
  return { optimiser, decay: Number(decay), learningRate };
}

/** Adam has no method for it, and reads the field in every step. */
function setRate(optimiser: tf.Optimizer, rate: number): void {
  if ("setLearningRate" in optimiser && typeof optimiser.setLearningRate === "function")
    optimiser.setLearningRate(rate);
  else Object.assign(optimiser, { learningRate: rate });
}

/** Weight decay of AdamW: biases, scales and shifts, which are vectors, have none. */
function shrink(tfjs: Tfjs, variables: readonly tf.Variable[], factor: number): void {
  for (const variable of variables) if (variable.rank > 1) variable.assign(tfjs.mul(variable, factor));
}

function clipped(tfjs: Tfjs, gradients: tf.NamedTensorMap, most: number): { name: string; tensor: tf.Tensor }[] {
  const squares = Object.values(gradients).map((one) => tfjs.sum(tfjs.square(one)).dataSync()[0] ?? 0);
  const norm = Math.sqrt(squares.reduce((sum, one) => sum + one, 0));
  const factor = norm > most ? most / norm : 1;
  return Object.entries(gradients).map(([name, one]) => ({ name, tensor: tfjs.mul(one, factor) }));
}

/** The mean of a loss over a batch: those of losses.ts that pairs have. */
function meanLoss(tfjs: Tfjs, name: string, outputs: tf.Tensor2D, { rows, targets }: Batch): tf.Scalar {
  if (targets === undefined || "offsets" in targets) {
    const [positive, negative] = tfjs.split(outputs.reshape([rows / 2, 2]), 2, 1);
    return tfjs.mean(tfjs.softplus(tfjs.sub(negative!, positive!)));
  }
  const wanted = tfjs.tensor2d(Float32Array.from(targets.values), [rows, 1]);
  const terms =
    name === "mse"
      ? tfjs.squaredDifference(outputs, wanted)
      : name === "mae"
        ? tfjs.abs(tfjs.sub(outputs, wanted))
        : tfjs.sub(tfjs.softplus(outputs), tfjs.mul(outputs, wanted));
  if (targets.weights === undefined) return tfjs.mean(terms);
  const weights = tfjs.tensor2d(Float32Array.from(targets.weights), [rows, 1]);
  return tfjs.div(
    tfjs.sum(tfjs.mul(terms, weights)),
    Math.max(termsOf(name, { rows, inputs: {}, targets }), Number.MIN_VALUE),
  );
}

/** How many terms a mean is of. */
function termsOf(name: string, { rows, targets }: Batch): number {
  if (name === "bpr") return rows / 2;
  const weights = targets !== undefined && "weights" in targets ? targets.weights : undefined;
  return weights === undefined ? rows : Float64Array.from(weights).reduce((sum, one) => sum + one, 0);
}

/** A copy of the weights, statistics among them. */
function keptWeights(tfjs: Tfjs, { weights }: tf.LayersModel) {
  const variables = weights.map((weight) => weight.read() as tf.Variable);
  const copy = (): tf.Tensor[] => variables.map((variable) => tfjs.keep(variable.clone()));
  let kept = copy();
  return {
    step: 0,
    keep(step: number): void {
      tfjs.dispose(kept);
      kept = copy();
      this.step = step;
    },
    restore(): void {
      for (const [place, variable] of variables.entries()) variable.assign(kept[place]!);
    },
    dispose: (): void => tfjs.dispose(kept),
  };
}
