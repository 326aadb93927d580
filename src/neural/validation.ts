import { checkInteger, checkNumber } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { createRandom, mixHashes, type Random, shuffle } from "../random.ts";
import type { Batch } from "./batch.ts";
import { lossOf } from "./losses.ts";
import type { Network } from "./network.ts";
import { STREAMS } from "./streams.ts";

/** What a network is trained on. */
export interface Examples {
  readonly count: number;
  /** Tells data apart: a checkpoint goes on with the same only. */
  readonly fingerprint: string;
  /** These examples as a batch. Negatives and the like are drawn from `random`, which has its own stream for each step. */
  batch(examples: Uint32Array, random: Random): Batch;
}

/** How each epoch is validated: by the loss of other examples, or by a measure of which less is better. */
export type Validation<Judged = Network> =
  | { readonly examples: Examples }
  | { readonly measure: (network: Judged) => number };

/** What a validation asks of a network. */
export type Judgeable = Pick<Network, "evaluate">;

/** The options that say how. */
interface Choice {
  readonly loss: string;
  readonly batchSize: number;
  readonly validationShare?: number | undefined;
  readonly patience?: number | undefined;
}

export interface Split<Judged extends Judgeable> {
  /** The examples to train on, ascending. */
  readonly own: Uint32Array;
  /** Less is better; undefined where nothing validates. */
  readonly validate: ((network: Judged) => number) | undefined;
}

/** Throws OptionsError `no-validation` or `two-validations` where options contradict each other. */
export function splitExamples<Judged extends Judgeable>(
  options: Choice,
  examples: Examples,
  validation: Validation<Judged> | undefined,
  seed: number,
): Split<Judged> {
  const { validationShare: share, patience } = options;
  const all = numbered(examples);
  if (validation !== undefined) {
    if (share !== undefined) {
      throw new OptionsError("two-validations", "validationShare: expected none where there is another validation");
    }
    if ("measure" in validation) return { own: all, validate: validation.measure };
    return { own: all, validate: byLoss(options, validation.examples, numbered(validation.examples), seed) };
  }
  if (share === undefined) {
    if (patience === undefined) return { own: all, validate: undefined };
    throw new OptionsError("no-validation", "patience: expected a validation to wait for; set validationShare");
  }
  const held = Math.floor(all.length * checkNumber("validationShare", share, 0, 1));
  if (held === 0 || held === all.length) {
    const message = `validationShare: expected examples on both sides, got ${held} of ${all.length} for validation (${share})`;
    throw new OptionsError("no-validation", message);
  }
  const order = shuffle(all, createRandom(seed, STREAMS.split));
  return { own: order.slice(held).sort(), validate: byLoss(options, examples, order.slice(0, held).sort(), seed) };
}

const numbered = ({ count }: Examples): Uint32Array =>
  Uint32Array.from({ length: checkInteger("examples", count, 1, 0xffff_ffff) }, (_, at) => at);

/** The mean loss over rows, with the same draws in every epoch. */
const byLoss =
  ({ loss: name, batchSize }: Choice, examples: Examples, rows: Uint32Array, seed: number) =>
  (network: Judgeable): number => {
    const loss = lossOf(name);
    let [sum, count] = [0, 0];
    for (let begin = 0; begin < rows.length; begin += batchSize) {
      const random = createRandom(mixHashes(seed, begin), STREAMS.validation);
      const { mean, terms } = network.evaluate(examples.batch(rows.subarray(begin, begin + batchSize), random), loss);
      sum += mean * terms;
      count += terms;
    }
    return sum / count;
  };
